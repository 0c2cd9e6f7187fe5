import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Node } from 'constructs';
import { synthesized } from '../support/synthesized';

const { stack } = synthesized({ notify: ['oncall@example.com'] });

describe('cdk-nag AwsSolutions', () => {
  it('finds nothing that has no reason', () => {
    const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root);
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([]);
  });

  it('finds the wildcards, so that their reasons are not in vain', () => {
    const metadata = jest.spyOn(Node.prototype, 'metadata', 'get').mockReturnValue([]);
    const { violations } = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root);
    metadata.mockRestore();
    expect(violations.map(({ ruleName }) => ruleName)).toContain('AwsSolutions-IAM5[Resource::*]');
  });

  it('reads reasons in whole sentences, and only for two rules', () => {
    const reasons = stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>));
    expect(reasons.length).toBeGreaterThan(20);
    for (const [finding, reason] of reasons) {
      expect(finding).toMatch(/^Annotation::AwsSolutions-(IAM5\[Resource::.*\]|SQS3)$/);
      expect(reason.split(' ').length).toBeGreaterThan(5);
    }
  });
});
