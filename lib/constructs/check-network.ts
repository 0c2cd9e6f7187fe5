import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Permission } from './permission';

/** Where the function of the health checks is, so that it reaches what is in there. */
export interface CheckNetwork {
  /** Ids of subnets of one VPC; from these it must find its way to DynamoDB, EventBridge, SageMaker and Lambda, too. */
  readonly subnets: readonly string[];
  /** Ids of security groups; what they let out is what checks can reach. */
  readonly securityGroups: readonly string[];
}

/** What a function needs to be in a VPC: AWS lets nobody narrow this to single interfaces. */
export const INTERFACES: Permission = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
  because: 'Lambda makes the network interfaces of a function in a VPC with its role, and names them itself',
};

/** The network, if it can be one; throws where an id could not be right. */
export function checkedNetwork(network: CheckNetwork): CheckNetwork {
  checkIds('subnets', network.subnets, /^subnet-[0-9a-f]{8,17}$/);
  checkIds('securityGroups', network.securityGroups, /^sg-[0-9a-f]{8,17}$/);
  return network;
}

/** Puts a function into the network. By ids, because looking up a VPC would need an account when the app is synthesized. */
export function joinNetwork(fn: LambdaFunction, { subnets, securityGroups }: CheckNetwork): void {
  const resource = fn.node.defaultChild;
  if (!(resource instanceof CfnFunction))
    throw new Error(`function ${fn.node.id} has no resource to put into a network`);
  resource.vpcConfig = { subnetIds: [...subnets], securityGroupIds: [...securityGroups] };
}

function checkIds(key: keyof CheckNetwork, ids: readonly string[], pattern: RegExp): void {
  if (ids.length === 0) throw new Error(`checkNetwork.${key} is empty; a function in a VPC needs at least one`);
  const wrong = ids.find((id) => !pattern.test(id));
  if (wrong !== undefined) throw new Error(`checkNetwork.${key} has '${wrong}', which is no id of that kind`);
}
