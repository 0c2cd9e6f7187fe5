import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { releaseTable } from '../../lib/aws/release-table';
import { releaseArchive } from '../../lib/aws/release-archive';
import { append, type AuditEntry, EMPTY_TRAIL, findFault } from '../../lib/domain/release/audit';
import { newCountsEvidence } from '../../lib/domain/evidence/counts-evidence';
import type { ReleaseHistory, ReleaseStore } from '../../lib/domain/ports';
import type { EndpointRecord, Outcome } from '../../lib/domain/release/release';
import { LIVE_INDEX } from '../../lib/domain/release/table';
import { newAccount, outsideConfig } from '../emulator/support/account';
import { MemoryStore } from '../support/fakes/memory-store';
import { ENDPOINT, goingBack, plan, record, release, START } from '../support/releases';
import { sha256 } from '../support/world';

/** A store, and a way to look at what it has kept. */
interface Subject {
  readonly store: ReleaseStore;
  readonly chain: () => Promise<readonly AuditEntry[]>;
  readonly past: ReleaseHistory;
}

async function inMemory(): Promise<Subject> {
  const store = new MemoryStore();
  return { store, chain: async () => store.chain(ENDPOINT), past: store };
}

async function emulatedTable(): Promise<Subject> {
  const config = outsideConfig(newAccount());
  const client = new DynamoDBClient(config);
  await client.send(
    new CreateTableCommand({
      TableName: 'releases',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'live', AttributeType: 'S' },
        { AttributeName: 'dueBy', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: LIVE_INDEX,
          KeySchema: [
            { AttributeName: 'live', KeyType: 'HASH' },
            { AttributeName: 'dueBy', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['owner'] },
        },
      ],
    }),
  );
  const archive = releaseArchive('releases', config);
  return {
    store: releaseTable('releases', config),
    chain: () => archive.chain(ENDPOINT),
    past: archive,
  };
}

/** A record with everything in it that a release may have. */
function fullRecord(): EndpointRecord {
  const entry = { at: START, release: 7, epoch: 9, actor: 'ann', key: 'a', action: 'set weights' };
  const audit = append(EMPTY_TRAIL, { ...entry, detail: { weights: { a: 99.9, b: 0.1 }, none: undefined } }, sha256);
  const live = goingBack({
    hold: { why: 'gate', reason: '', since: START, until: START + 0.5 },
    evidence: { error_rate: newCountsEvidence() },
    remarks: ['one', ''],
    phases: [{ name: 'canary', traffic: 0.01, startedAt: START, endedAt: START, verdict: 'pass', reason: '“fine”' }],
  });
  return record(live, { audit, revision: 0, holdToken: 'token' });
}

describe.each([
  ['in memory', inMemory],
  ['in a table', emulatedTable],
])('a release store %s', (_, make) => {
  it('has no record of an endpoint that never had a release', async () => {
    const { store } = await make();
    expect(await store.read(ENDPOINT)).toBeUndefined();
    expect(await store.live()).toEqual([]);
  });

  it('gives back what was written, one revision on', async () => {
    const { store } = await make();
    expect(await store.swap(fullRecord(), 0)).toBe(true);
    const kept = await store.read(ENDPOINT);
    expect(kept).toEqual({ ...(JSON.parse(JSON.stringify(fullRecord())) as object), revision: 1 });
    expect(findFault(kept?.audit.outbox ?? [], sha256, kept?.audit)).toBeUndefined();
  });

  it('lets one of two writers through', async () => {
    const { store } = await make();
    await store.swap(record(release('baking')), 0);
    const swaps = await Promise.all([
      store.swap(record(release('shifting')), 1),
      store.swap(record(release('settling')), 1),
    ]);
    expect(swaps.filter(Boolean)).toHaveLength(1);
    expect(await store.read(ENDPOINT)).toMatchObject({
      revision: 2,
      release: { stage: swaps[0] ? 'shifting' : 'settling' },
    });
  });

  it('begins no record twice', async () => {
    const { store } = await make();
    expect(await store.swap(record(release('opening')), 0)).toBe(true);
    expect(await store.swap(record(release('baking')), 0)).toBe(false);
    expect(await store.read(ENDPOINT)).toMatchObject({ release: { stage: 'opening' } });
  });

  it('forgets what a record has no more', async () => {
    const { store } = await make();
    await store.swap(fullRecord(), 0);
    await store.swap(record(undefined), 1);
    expect(await store.read(ENDPOINT)).toEqual(record(undefined, { revision: 2 }));
  });

  it('lists the live releases, the one that is due first in front', async () => {
    const { store } = await make();
    const due = (endpoint: string, dueBy: number) =>
      store.swap({ ...record(release('baking', { dueBy })), endpoint }, 0);
    await due('c', START + 2);
    await due('a', START + 3);
    await due('b', START + 1);
    await store.swap({ ...record(undefined), endpoint: 'idle' }, 0);
    const live = await store.live();
    expect(live.map(({ endpoint }) => endpoint)).toEqual(['b', 'c', 'a']);
    expect(live[0]).toEqual({ endpoint: 'b', dueBy: START + 1, owner: release('baking').owner });
  });

  it('keeps a chain in which nothing is ever replaced', async () => {
    const { store, chain } = await make();
    const { outbox } = fullRecord().audit;
    await store.addToChain(ENDPOINT, outbox);
    await store.addToChain(ENDPOINT, [{ ...outbox[0]!, actor: 'somebody else' }]);
    const kept = await chain();
    expect(kept).toEqual(JSON.parse(JSON.stringify(outbox)));
    expect(findFault(kept, sha256)).toBeUndefined();
  });

  it.each<[string, readonly Outcome[], Outcome]>([
    ['the end of the repair of a failed way back', ['rollback_failed', 'rolled_back'], 'rolled_back'],
    ['that end, when the failure is told late', ['rolled_back', 'rollback_failed'], 'rolled_back'],
    ['an end that is told twice', ['rollback_failed', 'rolled_back', 'rolled_back'], 'rolled_back'],
    ['a failure that is told twice', ['rollback_failed', 'rollback_failed'], 'rollback_failed'],
  ])('keeps one end of each release: %s', async (_story, outcomes, kept) => {
    const { store, past } = await make();
    const end = { id: 'x', reason: '', startedAt: START, endedAt: START, plan: plan() };
    await store.addToHistory(ENDPOINT, { ...end, number: 6, outcome: 'completed' });
    for (const outcome of outcomes) await store.addToHistory(ENDPOINT, { ...end, number: 7, outcome });
    const found = (await past.history(ENDPOINT)).map(({ number, outcome }) => [number, outcome]);
    expect(found.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
      [6, 'completed'],
      [7, kept],
    ]);
  });

  it('finds an end by its number, and the newest ends first', async () => {
    const { store, past } = await make();
    const end = { id: 'x', reason: '', startedAt: START, endedAt: START, outcome: 'completed' as const, plan: plan() };
    for (const number of [9, 11, 10]) await store.addToHistory(ENDPOINT, { ...end, number });
    expect(await past.ended(ENDPOINT, 10)).toEqual({ ...end, number: 10 });
    expect(await past.ended(ENDPOINT, 1)).toBeUndefined();
    expect((await past.history(ENDPOINT, 2)).map(({ number }) => number)).toEqual([11, 10]);
    expect((await past.history(ENDPOINT)).map(({ number }) => number)).toEqual([11, 10, 9]);
  });
});
