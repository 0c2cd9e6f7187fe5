import { SORT_KEY } from '../../lib/domain/release/table';
import type { ServiceName } from '../../lib/emulator/service';
import { CALL_FAULTS, type CallFaultKind, refusal } from '../../lib/rehearsal/faults/call-fault';
import { canary } from '../../lib/workflows/canary';
import { rollback } from '../../lib/workflows/rollback';
import { standard } from '../../lib/workflows/standard';
import type { SeenCall } from './observe';
import { ALARM_FATES } from '../../lib/rehearsal/faults/account-fault';
import { DELIVERY_FAULTS } from '../../lib/rehearsal/faults/delivery-fault';
import { BACK, type CallChance, type Companion, type DeliveryChance, type EntryChance, type Sort } from './chances';
import { remembered } from './remembered';
import type { Fault } from './run-once';
import { READS } from './world';

/** One fault that a flow can meet. */
export interface Point {
  /** State x call x kind: points of one class differ only in when they strike. */
  readonly class: string;
  readonly faults: readonly Fault[];
  /** Whether something of the endpoint itself was lost or taken away, so that no release could have kept it. */
  readonly beyond: boolean;
  /** Whether it is over at once, whatever it leads to; others last, or stay. */
  readonly brief: boolean;
  /** When it strikes the run without faults, virtual milliseconds since the release began. */
  readonly at: number;
  /** Where it can strike. */
  readonly place: string;
  /** Points with the same one are alike: one of them stands for all. */
  readonly like: string;
  /** The same where another fault follows. @default like */
  readonly likeFirst?: string;
}

/** What of a point goes into results. */
export type Told = Pick<Point, 'class' | 'faults' | 'beyond'>;

export function toldOf({ class: name, faults, beyond }: Told): Told {
  return { class: name, faults, beyond };
}

/** How long a lasting fault lasts. */
const LONG = '10m';
export const LONG_SECONDS = 600;
/** Whoever meets what lasts so much later meets it for longer still than a step forward is tried again. */
const SOON_SECONDS = LONG_SECONDS / 2;

/** What may strike a call that no function makes: there is nobody to kill. */
const KILLS: ReadonlySet<CallFaultKind> = new Set(['killed before', 'killed after', 'killed under way']);
const LASTING: readonly CallFaultKind[] = ['throttled', 'server error', 'access denied'];

/** How a fault fares decides what of an account matters to it. */
export function sortOf(point: Pick<Point, 'class' | 'brief'>): Sort {
  if (point.brief) return 'brief';
  return isOfAlarms(partsOf(point).kind) ? 'alarms' : 'lasting';
}

function isOfAlarms(kind: string): boolean {
  return kind.includes('alarm');
}

/** What a class is made of: `event` and a type, or a state and a call or `moment`; and a kind. */
export function partsOf({ class: name }: Pick<Point, 'class'>) {
  return partsIn(name);
}

const partsIn = remembered((name: string) => {
  const [state = '', what = '', kind = ''] = name.split(' | ');
  return { state, what, kind };
});

/**
 * A companion that takes no chance, and the single faults that could have struck so far: all from a moment on (virtual
 * milliseconds), and those of some kinds before it.
 */
export function surveyor({ at: from, except }: { readonly at: number; readonly except?: RegExp } = { at: 0 }): {
  readonly companion: Companion;
  readonly points: () => Point[];
} {
  const points: Point[] = [];
  /** Chances so far. */
  let chances = 0;
  /** The newest call of a function, that may be killed after it: index of the point, and how many chances there were. */
  let newest:
    | { readonly invocation: string; readonly index: number; readonly chances: number; readonly isRead: boolean }
    | undefined;
  /** Where nothing happens between two calls, a death after the first is one before the second. Answers what deaths before it are like. */
  const joinDeaths = (invocation: string, place: string): string => {
    const like = likeAt(place, 'killed before');
    const point =
      newest?.invocation === invocation && newest.chances === chances - 1 ? points[newest.index] : undefined;
    if (point === undefined || newest === undefined) return like;
    if (newest.isRead) return point.like;
    points[newest.index] = { ...point, like };
    return like;
  };
  const settle = (waiting: Point[], likeBy: (point: Point) => Pick<Point, 'like' | 'likeFirst'>): void => {
    for (const point of waiting.splice(0)) points.push({ ...point, ...likeBy(point) });
  };
  /** What lies in wait for the next change of the endpoint. */
  const latent: Point[] = [];
  const settleLatent = (change: string): void =>
    settle(latent, (point) => ({ like: likeAt(change, partsOf(point).kind) }));
  /** What lasts from a call on of which nobody notices anything, by call: it is for whoever makes such a call next. */
  const unnoticed = new Map<string, Point[]>();
  const settleUnnoticed = (call: string, met: readonly Point[] = [], at = Infinity): void =>
    settle(unnoticed.get(call) ?? [], (point) => {
      const { what, kind } = partsOf(point);
      const seconds = (at - point.at) / 1000;
      const other = seconds <= SOON_SECONDS ? met.find((one) => partsOf(one).kind === kind)?.like : undefined;
      const own = seconds > LONG_SECONDS ? likeAt(`nobody ${what}`, kind) : point.like;
      return { like: other ?? own, likeFirst: point.likeFirst ?? point.like };
    });
  return {
    points: () => {
      settleLatent('no change');
      for (const call of unnoticed.keys()) settleUnnoticed(call);
      return points;
    },
    companion: {
      call: (chance) => {
        const isVain = chance.isVain();
        if (CHANGES.has(chance.call.call)) settleLatent(chance.place('lasting'));
        chances++;
        if (chance.at < from || chance.call.caller === 'person') return undefined;
        const { invocation } = chance.call;
        // Whether such a call took effect before its answer was lost does not matter.
        const isRead = READS.test(chance.call.call);
        const death = invocation === undefined ? undefined : joinDeaths(invocation, chance.place('brief'));
        const found = callPoints(chance).map((point) => {
          const { kind } = partsOf(point);
          if (isRead && kind === 'reply lost') return { ...point, like: likeAt(point.place, 'request lost') };
          const isDeath =
            kind === 'killed before' || (isRead && (kind === 'killed after' || kind === 'killed under way'));
          return isDeath && death !== undefined ? { ...point, like: death } : point;
        });
        const died = found.findIndex((point) => partsOf(point).kind === 'killed after');
        newest = invocation === undefined ? undefined : { invocation, index: points.length + died, chances, isRead };
        const { call } = chance.call;
        points.push(...found.filter(({ brief }) => brief || !isVain));
        if (isVain) unnoticed.set(call, [...(unnoticed.get(call) ?? []), ...found.filter(({ brief }) => !brief)]);
        else settleUnnoticed(call, found, chance.at);
        return undefined;
      },
      delivery: (chance) => {
        chances++;
        if (chance.at >= from) points.push(...deliveryPoints(chance));
        return undefined;
      },
      entry: (chance) => {
        chances++;
        const found = momentPoints(chance).filter(
          (point) => chance.at >= from || except?.test(partsOf(point).kind) === true,
        );
        for (const point of found) (LATENT.has(partsOf(point).kind) ? latent : points).push(point);
      },
      pending: () => 0,
    },
  };
}

function callPoints(chance: CallChance): Point[] {
  const { invocation } = chance.call;
  const brief = chance.place('brief');
  const lasting = chance.place('lasting');
  return [
    ...CALL_FAULTS.filter((kind) => invocation !== undefined || !KILLS.has(kind)).map((kind) =>
      callPoint(chance, brief, kind),
    ),
    ...LASTING.map((kind) => callPoint(chance, lasting, kind, LONG)),
  ];
}

function callPoint(chance: CallChance, place: string, kind: CallFaultKind, lasts?: string): Point {
  const { at, call: seen } = chance;
  const { caller, call, nth } = seen;
  const fault = { caller, call, nth, kind, ...(lasts !== undefined && { for: lasts }) };
  const point = pointAt(
    { at, place },
    {
      class: `${chance.name} | ${nameOf(kind, lasts)}`,
      faults: [{ faults: fault }],
      beyond: false,
      brief: lasts === undefined,
    },
  );
  if (!isRefusal(kind)) return point;
  const likeIf = (meetsOthers: boolean): string => likeAt(place, nameOf(treatmentOf(kind, seen, meetsOthers), lasts));
  // What lasts on a way back is met by steps back alone, and by what has no state.
  const meetsOthers = lasts !== undefined && !place.startsWith(BACK) && !UNASKED.has(call);
  const like = likeIf(meetsOthers);
  // A step forward gives up sooner, and a step back comes later: no other state meets it, but those of a second release.
  return meetsOthers && isVital(seen) && chance.isAlone()
    ? { ...point, like: likeIf(false), likeFirst: like }
    : { ...point, like };
}

function pointAt({ at, place }: Pick<Point, 'at' | 'place'>, point: Told & Pick<Point, 'brief'>): Point {
  return { ...point, at, place, like: likeAt(place, partsOf(point).kind) };
}

/** What points have in common that are alike: the place, and what happens there. */
function likeAt(place: string, what: string): string {
  return `${place} ${what}`;
}

function deliveryPoints(chance: DeliveryChance): Point[] {
  const brief = chance.place('brief');
  return [
    ...DELIVERY_FAULTS.map((kind) => deliveryPoint(chance, brief, kind)),
    deliveryPoint(chance, chance.place('lasting'), 'dropped', LONG),
  ];
}

function deliveryPoint({ at, name, type, nth }: DeliveryChance, place: string, kind: string, lasts?: string): Point {
  const fault = { delivery: type, nth, kind, ...(lasts !== undefined && { for: lasts }) };
  return pointAt(
    { at, place },
    {
      class: `${name} | ${nameOf(kind, lasts)}`,
      faults: [{ faults: fault }],
      beyond: false,
      brief: lasts === undefined,
    },
  );
}

type Refusal = Parameters<typeof refusal>[0];

function isRefusal(kind: CallFaultKind): kind is Refusal {
  return kind === 'throttled' || kind === 'server error' || kind === 'access denied';
}

/** What is called in no state whose retriers ask how it was refused. */
export const UNASKED: ReadonlySet<string> = new Set(['DynamoDB.Query', 'SNS.Publish']);

/** Whether no attempt at a step gets anywhere without such a call. The trail of what was done can wait for the next step. */
function isVital({ call, input }: SeenCall): boolean {
  if (call !== 'DynamoDB.PutItem') return call === 'Lambda.Invoke' || call === 'DynamoDB.GetItem';
  return (input as { readonly Item?: { readonly sk?: { readonly S?: string } } }).Item?.sk?.S === SORT_KEY.live;
}

/** The function that asks a model reads in an error's name whose fault it is. */
const READ: ReadonlySet<string> = new Set(['SageMakerRuntime.InvokeEndpoint']);
/** Retriers and catchers of the states of the state machines. */
const STATES: ReadonlyMap<string, readonly { readonly ErrorEquals: readonly string[] }[]> = new Map(
  [canary(), standard(), rollback()].flatMap(({ States }) =>
    Object.entries(States).map(([name, { Retry = [], Catch = [] }]) => [
      name,
      // eslint-disable-next-line typescript/no-unsafe-type-assertion
      [...(Retry as []), ...(Catch as [])],
    ]),
  ),
);

/**
 * What becomes of a refused call. Nobody sends one again but the state, a call has one attempt; so two refusals are one fault where the
 * state's retriers and catchers make no difference between their errors, or those of all states where calls of other states meet it
 * too. Of what has no state only the function that dies tells.
 */
function treatmentOf(kind: Refusal, { call, state, invocation }: SeenCall, meetsOthers: boolean): string {
  const handlers = meetsOthers ? [...STATES.values()].flat() : STATES.get(state);
  if (READ.has(call) || (handlers === undefined && invocation === undefined)) return kind;
  const [service = '', operation = ''] = call.split('.');
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  const { name } = refusal(kind, { service: service as ServiceName, operation });
  const naming = (handlers ?? []).map(
    ({ ErrorEquals }) => ErrorEquals.includes(name) || ErrorEquals.includes(`${service}.${name}`),
  );
  return `refused ${naming.map(Number).join('')}`;
}

function nameOf(kind: string, lasts: string | undefined): string {
  return lasts === undefined ? kind : `${kind} for ${lasts}`;
}

/** What happens to the endpoint, to alarms and by people, by name; each takes the moment. */
const MOMENTS: readonly {
  readonly name: string;
  readonly beyond?: true;
  /** Only where an execution that came later is at work: in the first one's states it would be another of these. */
  readonly ofLater?: true;
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
    name: 'somebody deploys another model under the same names',
    beyond: true,
    faults: (at) => [{ faults: { at, changeConfig: 'same names' } }],
  },
  // Where it is the config to go back to, nobody can.
  { name: 'somebody deletes the config', beyond: true, faults: (at) => [{ faults: { at, deleteConfig: true } }] },
  { name: 'somebody takes instances away', faults: (at) => [{ faults: { at, changeInstances: 1 } }] },
  {
    name: "the user's alarm deleted",
    faults: (at) => [{ alarms: { at, name: 'checkout-is-down', state: 'MISSING' } }],
  },
  {
    name: 'somebody changes the weights',
    faults: (at) => [{ faults: { at, changeWeights: { AllTraffic: 50, 'candidate-1': 50 } } }],
  },
  // That they fire is part of two alarms at once, and of flapping.
  ...ALARM_FATES.filter((fate) => fate !== 'ALARM').map((fate) => ({
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
    ],
  },
  { name: 'abort', faults: (at) => [{ operator: { at, do: 'abort', by: 'bob' } }] },
  {
    name: 'pause, resumed after 3m',
    faults: (at, later) => [
      { operator: { at, do: 'pause', by: 'bob' } },
      { operator: { at: later(180), do: 'resume', by: 'bob' } },
    ],
  },
  { name: 'promote', faults: (at) => [{ operator: { at, do: 'promote', by: 'bob' } }] },
  { name: 'promote in full', faults: (at) => [{ operator: { at, do: 'promote in full', by: 'bob' } }] },
  {
    // The second one finds the first on its way.
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
  { name: 'Stop of a rollback', ofLater: true, faults: (at) => [{ operator: { at, do: 'stop newest', by: 'bob' } }] },
  {
    name: 'Stop of a rollback, then redrive',
    ofLater: true,
    faults: (at, later) => [
      { operator: { at, do: 'stop newest', by: 'bob' } },
      { operator: { at: later(90), do: 'redrive newest', by: 'bob' } },
    ],
  },
];

/**
 * What SageMaker has in store for the next change of the endpoint. Nothing shows it before, so at every moment between two changes
 * it is the same fault.
 */
export const LATENT: ReadonlySet<string> = new Set([
  'capacity',
  'rolled back by itself',
  'Failed',
  'UpdateRollbackFailed',
  'weights rolled back',
]);
const CHANGES: ReadonlySet<string> = new Set([
  'SageMaker.CreateEndpoint',
  'SageMaker.UpdateEndpoint',
  'SageMaker.UpdateEndpointWeightsAndCapacities',
  'SageMaker.DeleteEndpoint',
]);

/** Everything of `MOMENTS` right after a state was entered, while it is at work. */
function momentPoints({ at, name: where, isFirst, place: placeOf }: EntryChance): Point[] {
  const places = { lasting: placeOf('lasting'), alarms: placeOf('alarms') };
  const here = MOMENTS.filter(({ ofLater = false }) => !(ofLater && isFirst));
  return here.map(({ name, beyond = false }) =>
    pointAt(
      { at, place: places[isOfAlarms(name) ? 'alarms' : 'lasting'] },
      {
        class: `${where} | ${name}`,
        faults: momentFaults(name, at + 1),
        beyond,
        brief: false,
      },
    ),
  );
}

/** What happens at a moment, as a scenario writes it; `at` in milliseconds. */
export function momentFaults(name: string, at: number): readonly Fault[] {
  const moment = MOMENTS.find((one) => one.name === name);
  if (moment === undefined) throw new Error(`there is no moment ${name}`);
  return moment.faults(`${at}ms`, (seconds) => `${at + seconds * 1000}ms`);
}

/** Another kind is struck at every place, and these differ little from it. */
const LIKE_ANOTHER: ReadonlySet<string> = new Set([
  // From throttling: in how often a step is tried again, which its state and its call decide.
  `server error for ${LONG}`,
  // From another config with other variants, from other weights, and from the release's alarms deleted.
  'somebody deploys another model under the same names',
  'somebody deletes the config',
  'somebody takes instances away',
  "the user's alarm deleted",
  // From the Stop alone: the redriven execution is fenced.
  'Stop, then redrive',
  // From alarms that fire and from alarms without data: in that it passes.
  'release alarms flapping',
  'metrics 5m late for 10m',
]);

/** Whether one of its class stands for a point; `--every` strikes all. */
export function isOneOfClassEnough(point: Pick<Point, 'class'>): boolean {
  return LIKE_ANOTHER.has(partsOf(point).kind);
}

/** One point of each class: the first. */
export function oneOfEachClass<AnyPoint extends Point>(points: readonly AnyPoint[]): AnyPoint[] {
  return firstOfEach(points, (point) => point.class);
}

/** What points of several flows have in common that are alike: on a way back it does not matter which flow has led there. */
export function likeOf(flow: string, { like }: Pick<Point, 'like'>): string {
  return like.startsWith(BACK) ? like : `${flow} ${like}`;
}

/** Points of flows that are like one of a flow before. */
export function struckElsewhere(
  flows: readonly { readonly flow: string; readonly points: readonly Point[] }[],
): ReadonlySet<Point> {
  const seen = new Set<string>();
  const elsewhere = new Set<Point>();
  for (const { flow, points } of flows) {
    for (const point of points) {
      const like = likeOf(flow, point);
      if (seen.has(like)) elsewhere.add(point);
      seen.add(like);
    }
  }
  return elsewhere;
}

/** One of the points that are alike: the first. */
export function unlikePoints<AnyPoint extends Point>(points: readonly AnyPoint[]): AnyPoint[] {
  return firstOfEach(points, ({ like }) => like);
}

function firstOfEach<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const chosen = new Map<string, Item>();
  for (const item of items) if (!chosen.has(keyOf(item))) chosen.set(keyOf(item), item);
  return [...chosen.values()];
}
