import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../lib/constructs/config';
import { RolloutsStack } from '../../lib/constructs/rollouts-stack';
import { testApp } from '../support/app';

const NETWORK = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] };

function functionsIn(checkNetwork?: typeof NETWORK): readonly (readonly [string, unknown])[] {
  const props = { endpoints: ['fraud-*'], ...(checkNetwork !== undefined && { checkNetwork }) };
  const template = Template.fromStack(new RolloutsStack(testApp(), 'Rollouts', props));
  return Object.entries(template.findResources('AWS::Lambda::Function')).flatMap(([id, resource]) => {
    const { VpcConfig: network } = (resource as { Properties: { VpcConfig?: unknown } }).Properties;
    return network === undefined ? [] : [[id.replace(/[0-9A-F]{8}$/, ''), network] as const];
  });
}

describe('the network of the health checks', () => {
  it("is Lambda's own unless told otherwise, and that of no other function", () => {
    expect(functionsIn()).toEqual([]);
    expect(functionsIn(NETWORK)).toEqual([
      ['RolloutsRunHealthChecks', { SubnetIds: ['subnet-0a1b2c3d'], SecurityGroupIds: ['sg-0a1b2c3d'] }],
    ]);
  });

  it('comes with the right to make the interfaces, for that function alone', () => {
    const stack = new RolloutsStack(testApp(), 'Rollouts', { endpoints: ['fraud-*'], checkNetwork: NETWORK });
    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    const wide = policies.filter(([, policy]) => JSON.stringify(policy).includes('ec2:CreateNetworkInterface'));
    expect(wide.map(([id]) => id)).toEqual([expect.stringMatching(/^RolloutsRunHealthChecksRole/)]);
  });

  const withNetwork = (checkNetwork: unknown) => ({ environments: { default: { endpoints: ['a'], checkNetwork } } });

  it('is read from the configuration', () => {
    expect(readConfig(withNetwork(NETWORK))).toMatchObject({ checkNetwork: NETWORK });
    expect(readConfig({ environments: { default: { endpoints: ['a'] } } })).not.toHaveProperty('checkNetwork');
  });

  it.each([
    [{ ...NETWORK, subnets: [] }, 'checkNetwork.subnets is empty'],
    [{ ...NETWORK, subnets: ['vpc-0a1b2c3d'] }, "checkNetwork.subnets has 'vpc-0a1b2c3d'"],
    [{ ...NETWORK, securityGroups: ['default'] }, "checkNetwork.securityGroups has 'default'"],
    [{ subnets: NETWORK.subnets }, 'checkNetwork.securityGroups is missing'],
    [{ ...NETWORK, vpc: 'vpc-1' }, 'checkNetwork.vpc is unknown; allowed are subnets, securityGroups'],
    ['vpc-0a1b2c3d', 'checkNetwork in cdk.json is "vpc-0a1b2c3d"; it must be an object'],
  ])('refuses %j', (network, message) => {
    expect(() => readConfig(withNetwork(network))).toThrow(message);
  });
});
