/* eslint-disable jest/no-standalone-expect -- contract() makes tests of these */
import { releaseArchive } from '../../lib/aws/release-archive';
import { eventBridgeEmitter } from '../../lib/aws/event-bridge-emitter';
import { releaseTable } from '../../lib/aws/release-table';
import { stepFunctions } from '../../lib/aws/step-functions';
import { append, EMPTY_TRAIL } from '../../lib/domain/release/audit';
import type { ReleaseEvent } from '../../lib/domain/release/events';
import type { EventEmitter, Executions, ReleaseStore } from '../../lib/domain/ports';
import { record, release, START } from '../support/releases';
import { sha256 } from '../support/world';
import { contract, until } from './contract';
import type { Ground } from './grounds';

function event(id: string, more: Readonly<Record<string, unknown>> = {}): ReleaseEvent {
  return {
    type: 'deployment.started',
    detail: { version: '1', id, endpoint: 'contract', release: 1, at: '2026-01-05T09:00:00Z', actor: 'test', ...more },
  };
}

contract<EventEmitter>('an event emitter', ({ bus, connection }) => eventBridgeEmitter(bus, connection), {
  'publishes events, more than one call takes': async (events) => {
    expect(await events.emit(Array.from({ length: 23 }, (_, index) => event(`contract/${index}`)))).toEqual([]);
  },

  'publishes nothing when there is nothing': async (events) => {
    expect(await events.emit([])).toEqual([]);
  },

  'refuses what is too large for an event': async (events) => {
    const large = event('contract/large', { text: 'x'.repeat(1_100_000) });
    await expect(events.emit([large])).rejects.toMatchObject({ name: expect.stringMatching(/Validation|TooLarge/) });
  },
});

contract<Executions & { readonly machine: string; readonly run: string }>(
  'the executions',
  ({ connection, machine, run }) => ({ ...stepFunctions(connection), machine, run }),
  {
    'start once for one name, however often it is said': async ({ machine, run, ...executions }, ground) => {
      // What is no blueprint is refused, and the execution ends by itself.
      const first = await executions.start(machine, run, { contract: 1 });
      expect(first).toMatch(new RegExp(`:execution:.*:${run}$`));
      expect(await executions.start(machine, run, { contract: 1 })).toBe(first);
      expect(await executions.start(machine, run, { contract: 2 })).toBe(first);
      await until(ground, async () => (await executions.status(first)) === 'FAILED', 10);
      expect(await executions.start(machine, run, { contract: 1 })).toBe(first);
    },

    'know nothing of an execution that never was': async ({ machine, ...executions }) => {
      expect(await executions.status(`${machine.replace(':stateMachine:', ':execution:')}:nobody`)).toBeUndefined();
    },

    'mind no hold that has ended': async (executions) => {
      await expect(executions.wake('AAAAKgAAAAIAAAAAAAAAAcontract')).resolves.toBeUndefined();
    },
  },
);

type Store = ReleaseStore & { readonly archive: ReturnType<typeof releaseArchive> };

/** A record of an endpoint of a name that no other run has. */
const recordOf = ({ run }: Ground, name: string, ...parts: Parameters<typeof record>) => ({
  ...record(...parts),
  endpoint: `contract-${run}-${name}`,
});

contract<Store>(
  'a release store',
  ({ connection, table }) => ({ ...releaseTable(table, connection), archive: releaseArchive(table, connection) }),
  {
    'has no record of an endpoint that never had a release': async (store, { run }) => {
      expect(await store.read(`contract-${run}-nobody`)).toBeUndefined();
    },

    'lets one of two writers through': async (store, ground) => {
      const first = recordOf(ground, 'race', release('baking'));
      expect(await store.swap(first, 0)).toBe(true);
      expect(await store.swap(first, 0)).toBe(false);
      expect(await store.swap({ ...first, release: release('shifting') }, 1)).toBe(true);
      expect(await store.swap({ ...first, release: release('settling') }, 1)).toBe(false);
      expect(await store.read(first.endpoint)).toMatchObject({ revision: 2, release: { stage: 'shifting' } });
      await store.swap(recordOf(ground, 'race', undefined), 2);
    },

    'lists live releases, and those alone': async (store, ground) => {
      const live = recordOf(ground, 'live', release('baking', { dueBy: START }));
      await store.swap(live, 0);
      const isListed = async () => (await store.live()).some(({ endpoint }) => endpoint === live.endpoint);
      await until(ground, isListed, 1);
      await store.swap(recordOf(ground, 'live', undefined), 1);
      await until(ground, async () => !(await isListed()), 1);
    },

    'keeps a chain in which nothing is ever replaced': async (store, ground) => {
      const { endpoint } = recordOf(ground, 'chain', undefined);
      const entry = { at: START, release: 1, epoch: 1, actor: 'ann', key: 'a', action: 'set weights', detail: {} };
      const { outbox } = append(EMPTY_TRAIL, entry, sha256);
      await store.addToChain(endpoint, outbox);
      await store.addToChain(
        endpoint,
        outbox.map((kept) => ({ ...kept, actor: 'somebody else' })),
      );
      expect((await store.archive.chain(endpoint)).map(({ actor }) => actor)).toEqual(['ann']);
    },
  },
);
