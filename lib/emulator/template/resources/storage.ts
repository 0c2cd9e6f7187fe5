import { listOf, pick, refuse, textOf } from '../properties';
import { arnOf, type Properties, type ResourceType } from '../resource-type';

/** Members of CreateTable that a template gives under the same name. */
const TABLE_MEMBERS = ['AttributeDefinitions', 'BillingMode', 'DeletionProtectionEnabled', 'KeySchema'];
const INDEX_MEMBERS = ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput'];

function tableInput(name: string, properties: Properties): Record<string, unknown> {
  return {
    TableName: name,
    ...pick(properties, [...TABLE_MEMBERS, 'ProvisionedThroughput']),
    ...indexes(properties, 'GlobalSecondaryIndexes'),
    ...indexes(properties, 'LocalSecondaryIndexes'),
  };
}

function indexes(properties: Properties, member: string): Record<string, unknown> {
  const list = listOf(properties, member);
  return list.length === 0 ? {} : { [member]: list.map((index) => pick(index, INDEX_MEMBERS)) };
}

/**
 * `AWS::DynamoDB::Table`. Time to live deletes within days, so nothing of it shows here; neither do backups and
 * encryption.
 */
export const table: ResourceType = {
  nameProperty: 'TableName',
  identify: (name, account) => ({ ref: name, attributes: { Arn: arnOf(account, 'dynamodb', `table/${name}`) } }),
  async create({ emulator, name, properties }) {
    refuse(properties, 'AWS::DynamoDB::Table', ['StreamSpecification', 'ImportSourceSpecification']);
    await emulator.direct('DynamoDB', 'CreateTable', tableInput(name, properties));
  },
};

/** `AWS::DynamoDB::GlobalTable` with its one replica in this Region. */
export const globalTable: ResourceType = {
  nameProperty: 'TableName',
  identify: (name, account) => table.identify(name, account, {}),
  async create({ emulator, name, properties }) {
    refuse(properties, 'AWS::DynamoDB::GlobalTable', ['StreamSpecification']);
    const replicas = listOf(properties, 'Replicas');
    if (replicas.some((replica) => textOf(replica, 'Region') !== emulator.account.region)) {
      throw new Error('not emulated: table replicas in other Regions');
    }
    const protection = pick(replicas[0] ?? {}, ['DeletionProtectionEnabled']);
    const input = { ...tableInput(name, properties), ...protection };
    await emulator.direct('DynamoDB', 'CreateTable', input);
  },
};
