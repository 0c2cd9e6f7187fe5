import { CALL_FAULTS, type CallFaultKind } from '../../lib/rehearsal/faults/call-fault';
import { ALARM_FATES } from '../../lib/rehearsal/faults/account-fault';
import { DELIVERY_FAULTS } from '../../lib/rehearsal/faults/delivery-fault';
import type { Fault, Ran } from './run-once';
import type { SeenCall } from './observe';

/** One fault that a flow can meet. */
export interface Point {
  /** State x call x kind: points of one class differ only in when they strike. */
  readonly class: string;
  readonly faults: readonly Fault[];
  /** Whether something of the endpoint itself was lost or taken away, so that no release could have kept it. */
  readonly beyond: boolean;
}

/** How long a lasting fault lasts. */
const LONG = '10m';
const LONG_SECONDS = 600;

/** What may strike a call that no function makes: there is nobody to kill. */
const KILLS: ReadonlySet<CallFaultKind> = new Set(['killed before', 'killed after', 'killed under way']);
const LASTING: readonly CallFaultKind[] = ['throttled', 'server error', 'access denied'];

/** What a class is made of. */
export function placeOf({ class: name }: Pick<Point, 'class'>): { readonly state: string; readonly kind: string } {
  const [state = '', , kind = ''] = name.split(' | ');
  return { state, kind };
}

/** Every single fault that the fault-free run of a flow could have met. */
export function pointsOf(ran: Ran): Point[] {
  return [...callPoints(ran), ...deliveryPoints(ran), ...momentPoints(ran)];
}

function callPoints({ seen, startedAt }: Ran): Point[] {
  return seen.calls
    .filter(({ at, caller }) => at >= startedAt && caller !== 'person')
    .flatMap((call) => [
      ...CALL_FAULTS.filter((kind) => call.invocation !== undefined || !KILLS.has(kind)).map((kind) =>
        callPoint(call, kind),
      ),
      ...LASTING.map((kind) => callPoint(call, kind, LONG)),
    ]);
}

function callPoint({ caller, call, nth, state }: SeenCall, kind: CallFaultKind, lasts?: string): Point {
  const fault = { caller, call, nth, kind, ...(lasts !== undefined && { for: lasts }) };
  const how = lasts === undefined ? kind : `${kind} for ${lasts}`;
  return { class: `${state} | ${call} | ${how}`, faults: [{ faults: fault }], beyond: false };
}

function deliveryPoints({ seen }: Ran): Point[] {
  return seen.deliveries.flatMap(({ type, nth }) => [
    ...DELIVERY_FAULTS.map((kind) => deliveryPoint(type, nth, kind)),
    deliveryPoint(type, nth, 'dropped', LONG),
  ]);
}

function deliveryPoint(delivery: string, nth: number, kind: string, lasts?: string): Point {
  const fault = { delivery, nth, kind, ...(lasts !== undefined && { for: lasts }) };
  return {
    class: `event | ${delivery} | ${kind}${lasts === undefined ? '' : ` for ${lasts}`}`,
    faults: [{ faults: fault }],
    beyond: false,
  };
}

/** What happens to the endpoint, to alarms and by people, by name; each takes the moment. */
const MOMENTS: readonly {
  readonly name: string;
  readonly beyond?: true;
  readonly faults: (at: string, later: (seconds: number) => string) => readonly Fault[];
}[] = [
  { name: 'SystemUpdating for 10m', faults: (at) => [{ faults: { at, systemUpdating: LONG } }] },
  { name: 'capacity', faults: (at) => [{ faults: { at, update: 'capacity' } }] },
  { name: 'rolled back by itself', faults: (at) => [{ faults: { at, update: 'rolled_back' } }] },
  { name: 'Failed', beyond: true, faults: (at) => [{ faults: { at, update: 'failed' } }] },
  { name: 'UpdateRollbackFailed', faults: (at) => [{ faults: { at, update: 'update_rollback_failed' } }] },
  { name: 'weights rolled back', faults: (at) => [{ faults: { at, weightsRollBack: true } }] },
  { name: 'endpoint deleted', beyond: true, faults: (at) => [{ faults: { at, deleteEndpoint: true } }] },
  { name: 'somebody changes the config', beyond: true, faults: (at) => [{ faults: { at, changeConfig: true } }] },
  {
    name: 'somebody changes the weights',
    faults: (at) => [{ faults: { at, changeWeights: { AllTraffic: 50, 'candidate-1': 50 } } }],
  },
  ...ALARM_FATES.map((fate) => ({
    name: `release alarms ${fate}`,
    faults: (at: string): readonly Fault[] => [{ faults: { at, releaseAlarms: fate } }],
  })),
  {
    name: "the user's alarm and the release's at once",
    faults: (at) => [
      { alarms: { at, name: 'checkout-is-down', state: 'ALARM' } },
      { faults: { at, releaseAlarms: 'ALARM' } },
    ],
  },
  {
    name: 'metrics 5m late for 10m',
    faults: (at, later) => [
      { faults: { at, metricDelay: '5m' } },
      { faults: { at: later(LONG_SECONDS), metricDelay: '0s' } },
      // Somebody answers the hold that an inconclusive bake ends in; without, it goes back after a day.
      { operator: { at: later(2 * LONG_SECONDS), do: 'promote', by: 'bob' } },
    ],
  },
  { name: 'abort', faults: (at) => [{ operator: { at, do: 'abort', by: 'bob' } }] },
  {
    name: 'pause, resumed after 6m',
    faults: (at, later) => [
      { operator: { at, do: 'pause', by: 'bob' } },
      { operator: { at: later(360), do: 'resume', by: 'bob' } },
    ],
  },
  { name: 'promote', faults: (at) => [{ operator: { at, do: 'promote', by: 'bob' } }] },
  { name: 'promote in full', faults: (at) => [{ operator: { at, do: 'promote in full', by: 'bob' } }] },
  { name: 'rollback by a person', faults: (at) => [{ operator: { at, do: 'rollback', by: 'bob' } }] },
  {
    name: 'two rollbacks by persons',
    faults: (at, later) => [
      { operator: { at, do: 'rollback', by: 'bob' } },
      { operator: { at: later(2), do: 'rollback', by: 'eve' } },
    ],
  },
  { name: 'a second release', faults: (at) => [{ operator: { at, do: 'release again' } }] },
  { name: 'Stop in the console', faults: (at) => [{ operator: { at, do: 'stop', by: 'bob' } }] },
  {
    name: 'Stop, then redrive',
    faults: (at, later) => [
      { operator: { at, do: 'stop', by: 'bob' } },
      { operator: { at: later(90), do: 'redrive', by: 'bob' } },
    ],
  },
];

/** Everything of `MOMENTS` at every moment at which the release enters a state. */
function momentPoints(ran: Ran): Point[] {
  return momentsOf(ran).flatMap(({ at, state }) =>
    MOMENTS.map(({ name, beyond = false, faults }) => ({
      class: `${state} | moment | ${name}`,
      faults: faults(`${at}ms`, (seconds) => `${at + seconds * 1000}ms`),
      beyond,
    })),
  );
}

/** When states were entered, milliseconds after the start; the moment is right after, while the state is at work. */
function momentsOf({ stage, startedAt }: Ran): { readonly at: number; readonly state: string }[] {
  const { stepFunctions } = stage.emulator;
  const entered = stepFunctions.executions().flatMap(({ arn }) =>
    stepFunctions.history(arn).flatMap(({ type, timestamp, details }) => {
      if (!/^(Task|Wait)StateEntered$/.test(type)) return [];
      return [{ at: timestamp - startedAt + 1, state: String(details?.['name']) }];
    }),
  );
  return entered.filter(({ at }, index) => entered.findIndex((other) => other.at === at) === index);
}

/** The calls among `points` of functions that make no call in the run that `own` was taken from. */
export function callsElsewhere(own: readonly Point[], points: readonly Point[]): Point[] {
  const callers = new Set(own.map(callerOf));
  return points.filter((point) => callerOf(point) !== undefined && !callers.has(callerOf(point)));
}

function callerOf({ faults: [fault] }: Point): unknown {
  return fault !== undefined && 'faults' in fault ? fault.faults['caller'] : undefined;
}

/** One point of each class: the first. */
export function oneOfEachClass<AnyPoint extends Point>(points: readonly AnyPoint[]): AnyPoint[] {
  const chosen = new Map<string, AnyPoint>();
  for (const point of points) if (!chosen.has(point.class)) chosen.set(point.class, point);
  return [...chosen.values()];
}
