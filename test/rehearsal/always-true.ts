import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type AuditEntry, findFault } from '../../lib/domain/release/audit';
import { STEP_RETRIES } from '../../lib/domain/bounds';
import { alarmPrefix, isConfigOf } from '../../lib/domain/names';
import { SORT_KEY } from '../../lib/domain/release/table';
import type { RecordedCall } from '../../lib/emulator/calls/call';
import { sha256 } from '../../lambdas/runtime/ledger';
import { STACK } from '../../lib/rehearsal/stage';
import { configsOf, type Story } from './support';

/** Calls that change an endpoint. */
const WRITES = new Set(['CreateEndpoint', 'UpdateEndpoint', 'UpdateEndpointWeightsAndCapacities', 'DeleteEndpoint']);

/** Actions of the audit trail that announce such a call. */
const ANNOUNCING = new Set([
  'deploy candidate',
  'set weights',
  'add instances',
  'finalize',
  'remove candidate',
  'roll back',
]);
const ANNOUNCING_TAKE_OVER = /restore traffic|take over/;

/** Checks what architecture and docs promise of every release, however it went; throws what is not so. */
export async function expectAlwaysTrue(story: Story): Promise<void> {
  const chain = await readChain(story);
  expectEverythingEnded(story);
  expectOneModelServes(story);
  expectUnbrokenChain(story, chain);
  expectAnnounced(story, chain);
  expectNoRiseAfterBreach(story);
  await expectNothingLeftBehind(story);
}

function expectEverythingEnded({ stage }: Story): void {
  const running = stage.emulator.stepFunctions.executions().filter(({ status }) => status === 'RUNNING');
  expect(running).toEqual([]);
}

function expectOneModelServes({ report, record, stage, blueprint }: Story): void {
  const exists = stage.emulator.sageMaker.snapshot(blueprint.endpoint) !== undefined;
  if (report.outcome === 'rollback_failed') {
    expect(record?.release?.stage).toBe('rollback_failed');
    expect(report.events.map(({ detailType }) => detailType)).toContain('deployment.rollback_failed');
    return;
  }
  expect(record?.release).toBeUndefined();
  if (!exists || report.outcome === 'refused') return;
  expect(typeof report.servingModel).toBe('string');
  expect([0, 100]).toContain(report.traffic.candidate);
  if (report.outcome === 'completed') expect(report.servingModel).toBe(blueprint.model);
  if (report.outcome === 'rolled_back') expect(report.servingModel).not.toBe(blueprint.model);
}

/** The entries in the chain together with those that still wait in the record. */
export async function readChain({ stage, record, blueprint }: Story): Promise<readonly AuditEntry[]> {
  const answer = await stage.emulator.clock.hold(() =>
    stage.emulator.direct('DynamoDB', 'Query', {
      TableName: stage.table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :audit)',
      ExpressionAttributeValues: { ':pk': { S: blueprint.endpoint }, ':audit': { S: SORT_KEY.audit } },
    }),
  );
  const { Items = [] } = answer as { Items?: Parameters<typeof unmarshall>[0][] };
  const stored = Items.map((item) => unmarshall(item)['entry'] as AuditEntry);
  const waiting = (record?.audit.outbox ?? []).filter(({ sequence }) =>
    stored.every((one) => one.sequence !== sequence),
  );
  return [...stored, ...waiting].toSorted((a, b) => a.sequence - b.sequence);
}

function expectUnbrokenChain({ record }: Story, chain: readonly AuditEntry[]): void {
  if (record === undefined) return;
  expect(chain.length).toBeGreaterThan(0);
  expect(findFault(chain, sha256, record.audit)).toBeUndefined();
}

function writesTo({ stage, blueprint }: Story): readonly RecordedCall[] {
  return stage.emulator.calls.filter(
    ({ service, operation, caller, input }) =>
      service === 'SageMaker' &&
      WRITES.has(operation) &&
      caller !== undefined &&
      (input as { EndpointName?: string }).EndpointName === blueprint.endpoint,
  );
}

/** Every call that changes the endpoint has an entry written before it; retries of a step write none of their own. */
function expectAnnounced(story: Story, chain: readonly AuditEntry[]): void {
  for (const { at, operation } of writesTo(story)) {
    const announced = chain.some(
      (entry) =>
        (ANNOUNCING.has(entry.action) || ANNOUNCING_TAKE_OVER.test(entry.action)) &&
        entry.at <= at &&
        at - entry.at <= STEP_RETRIES * 1000,
    );
    expect({ operation, at, announced }).toEqual({ operation, at, announced: true });
  }
}

/** After the way back has begun, no call gives the candidate more traffic than it has, until another release begins. */
function expectNoRiseAfterBreach(story: Story): void {
  const timeOf = (event: Story['report']['events'][number] | undefined) =>
    Date.parse((event?.detail as { at: string } | undefined)?.at ?? '');
  const from = timeOf(story.report.events.find(({ detailType }) => detailType === 'deployment.rollback_started'));
  const isNext = (event: Story['report']['events'][number]) =>
    event.detailType === 'deployment.started' && timeOf(event) > from;
  const until = timeOf(story.report.events.find(isNext));
  const rising = writesTo(story).filter(({ at, operation, input }) => {
    if (!(at >= from) || at >= until || operation !== 'UpdateEndpointWeightsAndCapacities') return false;
    const { DesiredWeightsAndCapacities: wanted = [] } = input as {
      DesiredWeightsAndCapacities?: { VariantName: string; DesiredWeight?: number }[];
    };
    return wanted.some(
      ({ VariantName, DesiredWeight = 0 }) => VariantName.startsWith('candidate-') && DesiredWeight > 0,
    );
  });
  expect(rising).toEqual([]);
}

/** No alarm of the release, and no config that nobody uses. */
async function expectNothingLeftBehind(story: Story): Promise<void> {
  const { stage, report, record, blueprint } = story;
  if (report.outcome === 'rollback_failed') return;
  const { emulator } = stage;
  const alarms = (await emulator.direct('CloudWatch', 'DescribeAlarms', {
    AlarmNamePrefix: alarmPrefix(STACK),
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  })) as { MetricAlarms?: unknown[]; CompositeAlarms?: unknown[] };
  expect([...(alarms.MetricAlarms ?? []), ...(alarms.CompositeAlarms ?? [])]).toEqual([]);
  const needed = [
    emulator.sageMaker.snapshot(blueprint.endpoint)?.configName,
    record?.last?.plan?.baseline?.config,
    `${blueprint.endpoint}-config`,
  ];
  const ours = (await configsOf(story)).filter((name) => isConfigOf(blueprint.endpoint, name));
  expect(ours.filter((name) => !needed.includes(name))).toEqual([]);
}
