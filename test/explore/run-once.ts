import { unmarshall } from '@aws-sdk/util-dynamodb';
import { recordOf } from '../../lib/aws/release-table';
import type { AuditEntry } from '../../lib/domain/release/audit';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import type { EndpointRecord } from '../../lib/domain/release/release';
import { SORT_KEY } from '../../lib/domain/release/table';
import { EVENT_SOURCE } from '../../lib/domain/release/events';
import type { LoadFunction } from '../../lib/emulator/lambda/function';
import { HANDLERS } from '../../lib/rehearsal/handlers';
import { deliveryFaults } from '../../lib/rehearsal/faults/delivery-fault';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { type Cast, play } from '../../lib/rehearsal/script';
import { setStage, type Stage } from '../../lib/rehearsal/stage';
import type { End } from './ends';
import type { Flow } from './flows';
import { type Companion, type InForce, watchChances } from './chances';
import { type Handlers, replaying, type Tape } from './tape';
import { observe, type Seen } from './observe';
import { SPARABLE, watchWorld, type World } from './world';

/** A fault as a scenario writes it: a member of `faults`, of `operator`, or of `alarms`. */
export type Fault =
  | { readonly faults: Readonly<Record<string, unknown>> }
  | { readonly operator: Readonly<Record<string, unknown>> }
  | { readonly alarms: Readonly<Record<string, unknown>> };

export interface RunProps {
  readonly template: unknown;
  readonly flow: Flow;
  readonly faults: readonly Fault[];
  /** Handlers that take the place of the real ones, by construct id. */
  readonly handlers?: Handlers;
  /** Is given the stage before the release begins. */
  readonly onStage?: (stage: Stage) => void;
  /** After this much virtual time the run counts as one that does not end, milliseconds. @default 30 hours */
  readonly longest?: number;
  /** Is told of every chance for a fault, and may take it. */
  readonly companion?: (cast: Cast) => Companion;
  /** @default - how much of the scenario is still to come */
  readonly inForce?: InForce;
  /** Until then, virtual milliseconds since the release began, it is the run on the tape. @default - every function is invoked */
  readonly replay?: { readonly tape: Tape; readonly until: number } | undefined;
}

/** A run that has come to rest, or was given up. */
export interface Ran {
  readonly flow: Flow;
  readonly faults: readonly Fault[];
  readonly blueprint: Blueprint;
  readonly scenario: Scenario;
  readonly stage: Stage;
  readonly seen: Seen;
  readonly record: EndpointRecord | undefined;
  readonly chain: readonly AuditEntry[];
  /** Numbers of the releases whose ends are in the history. */
  readonly history: readonly number[];
  readonly startedAt: number;
  /** When nothing was left to happen; `undefined` if the run never came to rest. */
  readonly restedAt: number | undefined;
  /** How it would have ended: another run that came to the same standstill did, so this one was not followed further. */
  readonly known?: End;
}

const LONGEST = 30 * 3_600_000;
/** So long nothing must happen, milliseconds: the reconciler has looked, and copies of events have come. */
const QUIET = 75_000;

/** The scenario of a flow with faults added, as a document that `rollouts rehearse --scenario` reads. */
export function scenarioDocument(flow: Flow, faults: readonly Fault[]): Readonly<Record<string, unknown>> {
  const added = (key: 'faults' | 'operator' | 'alarms'): unknown[] => [
    ...((flow.scenario[key] as unknown[] | undefined) ?? []),
    ...faults.flatMap((fault) => (key in fault ? [(fault as Record<string, unknown>)[key]] : [])),
  ];
  return { ...flow.scenario, faults: added('faults'), operator: added('operator'), alarms: added('alarms') };
}

/** Runs a flow with faults until nothing is left to happen. */
export async function runOnce({
  template,
  flow,
  faults,
  handlers,
  longest = LONGEST,
  companion: createCompanion,
  inForce = ({ pending }) => (pending > 0 ? `${pending}` : ''),
  replay,
  onStage,
}: RunProps): Promise<Ran> {
  const blueprint = read(parseBlueprint(flow.document));
  const parsed = parseScenario(scenarioDocument(flow, faults));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const { scenario } = parsed;
  const replayed = replay && replaying(replay.tape, replay.until);
  let world: World | undefined;
  let companion: Companion | undefined;
  const isVain = (id: string): boolean => companion?.spares?.(id) === true && world?.isVain(id) === true;
  const stage = await setStage(template, blueprint, scenario, sparing(handlers ?? replayed?.handlers ?? {}, isVain));
  const writeWaiting = replayed?.attach(stage.emulator);
  onStage?.(stage);
  const { emulator } = stage;
  const { clock, stepFunctions } = emulator;
  const startedAt = clock.now();
  const machine = stage.machine(blueprint.strategy);
  let again = 1;
  const start = (name: string) => stepFunctions.start(machine, { name, input: flow.document });
  const execution = start('rehearsal-1');
  const cast: Cast = {
    stage,
    blueprint,
    document: flow.document,
    execution,
    startAgain: () => void start(`rehearsal-${++again}`),
    announce: () => {},
  };
  world = createCompanion && watchWorld(stage, blueprint, scenario);
  const script = play(scenario, cast);
  companion = createCompanion?.(cast);
  const seen = observe(
    stage,
    companion &&
      world &&
      watchChances(stage, world, companion, {
        inForce,
        script,
        deliveries: deliveryFaults(
          scenario.faults.filter((fault) => 'delivery' in fault),
          () => clock.now(),
        ),
      }),
  );
  emulator.eventBridge.onEvent((bus, event) => {
    const { phase } = event.detail;
    if (bus !== stage.bus || event.source !== EVENT_SOURCE) return;
    if (event['detail-type'] === 'deployment.traffic_shifted' && typeof phase === 'string') script.phaseBegan(phase);
  });

  const pending = () => script.pending() + (companion?.pending() ?? 0);
  const isIdle = () => pending() === 0 && stepFunctions.executions().every(({ status }) => status !== 'RUNNING');
  const limit = startedAt + longest;
  let restedAt: number | undefined;
  const itemsNow = async (): Promise<Item[]> => {
    await writeWaiting?.();
    return itemsOf(stage, blueprint.endpoint);
  };
  const soFar = async (): Promise<Ran> => {
    const problem = emulator.problems[0] ?? replayed?.misfit();
    if (problem !== undefined) throw problem;
    const items = await itemsNow();
    const [record, chain, history] = [recordIn(items), chainIn(items), historyIn(items)];
    return { flow, faults, blueprint, scenario, stage, seen, startedAt, restedAt, record, chain, history };
  };
  while (restedAt === undefined && clock.now() < limit) {
    await clock.run(() => companion?.known?.() !== undefined || isIdle(), limit);
    const known = companion?.known?.();
    if (known !== undefined) {
      const ran = { ...(await soFar()), known };
      if (companion?.isEnough?.(ran) !== false) return ran;
      continue;
    }
    const idleAt = clock.now();
    await clock.run(() => !isIdle(), idleAt + QUIET);
    if (!isIdle()) continue;
    const record = recordIn(await itemsNow());
    // A live release without an execution waits for the reconciler to find it, and so does an end that is not told.
    const { release, telling } = record ?? {};
    const isLeft = release === undefined ? telling === undefined : release.stage === 'rollback_failed';
    if (isLeft) restedAt = idleAt;
  }
  return soFar();
}

/** Leaves out invocations of which nobody but people would notice anything. */
function sparing(handlers: Handlers, isVain: (id: string) => boolean): Handlers {
  const spared = SPARABLE.map((id): readonly [string, LoadFunction] => {
    const load = handlers[id] ?? HANDLERS[id];
    if (load === undefined) throw new Error(`there is no function ${id}`);
    return [
      id,
      async (...container) => {
        const handler = await load(...container);
        return async (event, context) => (isVain(id) ? undefined : handler(event, context));
      },
    ];
  });
  return { ...handlers, ...Object.fromEntries(spared) };
}

function read(parsed: ReturnType<typeof parseBlueprint>): Blueprint {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.blueprint;
}

type Item = Parameters<typeof recordOf>[0];

async function itemsOf(stage: Stage, endpoint: string): Promise<Item[]> {
  const found: Item[] = [];
  let from: Item | undefined;
  do {
    const answer = await stage.emulator.clock.hold(() =>
      stage.emulator.direct('DynamoDB', 'Query', {
        TableName: stage.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: endpoint } },
        ConsistentRead: true,
        ...(from !== undefined && { ExclusiveStartKey: from }),
      }),
    );
    const { Items = [], LastEvaluatedKey } = answer as { Items?: Item[]; LastEvaluatedKey?: Item };
    found.push(...Items);
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return found;
}

function recordIn(items: readonly Item[]): EndpointRecord | undefined {
  const item = items.find(({ sk }) => sk?.S === SORT_KEY.live);
  return item === undefined ? undefined : recordOf(item);
}

function chainIn(items: readonly Item[]): AuditEntry[] {
  return items
    .filter(({ sk }) => sk?.S?.startsWith(SORT_KEY.audit))
    .map((item) => unmarshall(item)['entry'] as AuditEntry);
}

function historyIn(items: readonly Item[]): number[] {
  return items.flatMap(({ sk }) =>
    sk?.S?.startsWith(SORT_KEY.release) === true ? Number(sk.S.slice(SORT_KEY.release.length)) : [],
  );
}
