import { arnOf, type Identity, type ResourceType } from '../resource-type';
import type { Account } from '../../service';
import { textOf } from '../properties';

type Identify = (name: string, account: Account) => Identity;

function passive(nameProperty: string | undefined, identify: Identify): ResourceType {
  return nameProperty === undefined ? { identify } : { nameProperty, identify };
}

function iamArn({ accountId, partition = 'aws' }: Account, resource: string): string {
  return `arn:${partition}:iam::${accountId}:${resource}`;
}

const nameOnly: Identify = (name) => ({ ref: name, attributes: {} });

/**
 * Types that are part of a stack and do nothing in the emulator: permissions are not checked, logs and dashboards are
 * read by people.
 */
export const PASSIVE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CDK::Metadata': passive(undefined, nameOnly),
  'AWS::CloudWatch::Dashboard': passive('DashboardName', nameOnly),
  'AWS::Events::EventBusPolicy': passive(undefined, nameOnly),
  'AWS::IAM::ManagedPolicy': passive('ManagedPolicyName', (name, account) => ({
    ref: iamArn(account, `policy/${name}`),
    attributes: { PolicyArn: iamArn(account, `policy/${name}`) },
  })),
  'AWS::IAM::Policy': passive('PolicyName', nameOnly),
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    maxNameLength: 64,
    identify: (name, account) => ({
      ref: name,
      attributes: { Arn: iamArn(account, `role/${name}`), RoleId: `AROA${name.slice(-12).toUpperCase()}` },
    }),
  },
  'AWS::KMS::Key': passive(undefined, (name, account) => ({
    ref: name,
    attributes: { Arn: arnOf(account, 'kms', `key/${name}`), KeyId: name },
  })),
  'AWS::KMS::Alias': passive('AliasName', nameOnly),
  'AWS::Lambda::Permission': passive(undefined, nameOnly),
  'AWS::Logs::LogGroup': passive('LogGroupName', (name, account) => ({
    ref: name,
    attributes: { Arn: arnOf(account, 'logs', `log-group:${name}:*`) },
  })),
  'AWS::Logs::QueryDefinition': passive(undefined, nameOnly),
  'AWS::Logs::ResourcePolicy': passive('PolicyName', nameOnly),
  'AWS::SNS::TopicPolicy': passive(undefined, nameOnly),
  'AWS::SQS::QueuePolicy': passive(undefined, nameOnly),
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    identify: (name, _account, properties) => ({
      ref: name,
      attributes: { Type: textOf(properties, 'Type') ?? '', Value: textOf(properties, 'Value') ?? '' },
    }),
  },
};
