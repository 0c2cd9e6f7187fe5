import { list, plain, synthesized } from '../support/synthesized';

const { all } = synthesized();

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function grants(name: 'Viewer' | 'Ci' | 'Operator'): readonly string[] {
  const found = Object.entries(all('AWS::IAM::ManagedPolicy')).find(([id]) => id.includes(`People${name}`));
  const statements: readonly Statement[] = found?.[1].Properties.PolicyDocument.Statement ?? [];
  return statements.flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((resource) => `${action} ${plain(resource)}`)),
  );
}

/** Construct ids of the functions and machines that a policy lets start. */
function starts(name: Parameters<typeof grants>[0]): readonly string[] {
  return grants(name)
    .filter((grant) => /^(lambda:InvokeFunction|states:StartExecution) /.test(grant))
    .map((grant) => /<Rollouts(\w+?)[0-9A-F]{8}/.exec(grant)?.[1] ?? grant)
    .toSorted();
}

describe('the policies for people', () => {
  it('let an operator say every word', () => {
    expect(starts('Operator')).toEqual([
      'Abort',
      'Approve',
      'Canary',
      'Pause',
      'Promote',
      'Register',
      'Resume',
      'Rollback',
      'Standard',
    ]);
  });

  it('let a pipeline launch and abort, and never promote', () => {
    expect(starts('Ci')).toEqual(['Abort', 'Canary', 'Standard']);
  });

  it('let a viewer start nothing, and write nothing', () => {
    expect(starts('Viewer')).toEqual([]);
    const verbs = grants('Viewer').map((grant) => /^[a-z-]+:([A-Z][a-z]+)/.exec(grant)?.[1]);
    expect(new Set(verbs)).toEqual(new Set(['Describe', 'Get', 'List', 'Query']));
  });

  it('are in nobody’s hands until somebody attaches them', () => {
    for (const { Properties } of Object.values(all('AWS::IAM::ManagedPolicy'))) {
      expect(Properties.Roles ?? Properties.Users ?? Properties.Groups).toBeUndefined();
    }
  });
});
