import { recordOf } from '../aws/release-table';
import type { Blueprint } from '../domain/blueprint/blueprint';
import { EVENT_SOURCE } from '../domain/release/events';
import type { EndedRelease, EndpointRecord, Release } from '../domain/release/release';
import { SORT_KEY } from '../domain/release/table';
import type { EmulatorSettings } from '../emulator/emulator';
import type { EndedInvocation, LoadFunction } from '../emulator/lambda/function';
import type { BusEvent } from '../emulator/service';
import { costOf } from './cost';
import { constructIdOf } from './handlers';
import type { Report } from './report';
import type { Scenario } from './scenario';
import { play } from './script';
import { setStage, type Stage } from './stage';

/** What is told while a rehearsal runs. */
export type Progress =
  | {
      readonly kind: 'event';
      readonly at: number;
      readonly type: string;
      readonly detail: Readonly<Record<string, unknown>>;
    }
  /** A function has answered. */
  | {
      readonly kind: 'step';
      readonly at: number;
      readonly step: string;
      readonly output: Readonly<Record<string, unknown>>;
    }
  /** The scenario makes something happen. */
  | { readonly kind: 'scenario'; readonly at: number; readonly text: string }
  | {
      readonly kind: 'alarm';
      readonly at: number;
      readonly name: string;
      readonly state: string;
      readonly reason: string;
    };

export interface RehearsalProps {
  /** The synthesized template of the stack. */
  readonly template: unknown;
  /** The blueprint as the user wrote it: the execution's input. */
  readonly document: unknown;
  readonly blueprint: Blueprint;
  readonly scenario: Scenario;
  readonly withHistory?: boolean;
  /** Handlers to run in place of the stack's own, by construct id. */
  readonly handlers?: Readonly<Record<string, LoadFunction>>;
  /** How the emulated account behaves where AWS leaves room. @default the less convenient way */
  readonly settings?: EmulatorSettings;
  /** Changes the emulated account before the release begins, beyond what a scenario can say. */
  readonly prepare?: (stage: Stage) => void | Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

/** A rehearsal that has ended, with the emulated account as it was left. */
export interface Rehearsed {
  readonly report: Report;
  readonly stage: Stage;
  /** The endpoint's record, if there is one. */
  readonly record: EndpointRecord | undefined;
}

/** Virtual milliseconds of quiet after which nothing is expected to happen any more: late events, a second rollback. */
const QUIET = 150_000;
/** A release that nobody has taken up for this long stays where it is, milliseconds. */
const ABANDONED = 6 * 3_600_000;
/** No rehearsal runs longer than this, milliseconds. */
const LONGEST = 40 * 86_400_000;

/** Runs one release against the emulator, in virtual time. Equal input gives an equal report, byte for byte. */
export async function rehearse(props: RehearsalProps): Promise<Rehearsed> {
  const { blueprint, document, scenario } = props;
  const stage = await setStage(props.template, blueprint, scenario, props.handlers, props.settings);
  await props.prepare?.(stage);
  const { emulator } = stage;
  const { clock } = emulator;
  const startedAt = clock.now();
  const machine = stage.machine(blueprint.strategy);
  const tell = props.onProgress ?? (() => {});
  const events: BusEvent[] = [];

  const start = (name: string): string => emulator.stepFunctions.start(machine, { name, input: document });
  const execution = start('rehearsal-1');
  let again = 1;
  const script = play(scenario, {
    stage,
    blueprint,
    document,
    execution,
    startAgain: () => void start(`rehearsal-${++again}`),
    announce: (text) => tell({ kind: 'scenario', at: clock.now(), text }),
  });

  emulator.eventBridge.onEvent((bus, event) => {
    if (bus === stage.bus && event.source === EVENT_SOURCE) {
      events.push(event);
      tell({ kind: 'event', at: clock.now(), type: event['detail-type'], detail: event.detail });
      const { phase } = event.detail;
      if (event['detail-type'] === 'deployment.traffic_shifted' && typeof phase === 'string') script.phaseBegan(phase);
    }
    if (event['detail-type'] === 'CloudWatch Alarm State Change') tellAlarm(event, clock.now(), tell);
  });
  emulator.lambda.onInvocation((ended) => tellStep(stage, ended, tell));

  const { record, served } = await runToTheEnd(stage, blueprint.endpoint, script.pending);
  const [problem] = emulator.problems;
  if (problem !== undefined) throw problem;
  return { stage, record, report: reportOf(props, { stage, execution, events, record, served, startedAt }) };
}

/**
 * Lets time pass until no execution runs, the script is through, and nothing follows for a while. A release that lives on
 * without an execution waits for the reconciler to find it. Resolves to the endpoint's record, if there is one, and to
 * what its variants had served when the release was over.
 */
async function runToTheEnd(
  stage: Stage,
  endpoint: string,
  pending: () => number,
): Promise<Pick<Ended, 'record' | 'served'>> {
  const { clock, stepFunctions, sageMaker } = stage.emulator;
  const isIdle = () => pending() === 0 && stepFunctions.executions().every(({ status }) => status !== 'RUNNING');
  const limit = clock.now() + LONGEST;
  let abandonedAt: number | undefined;
  while (clock.now() < limit) {
    await clock.run(isIdle, limit);
    const served = sageMaker.served(endpoint);
    await clock.run(() => !isIdle(), clock.now() + QUIET);
    if (!isIdle()) {
      abandonedAt = undefined;
      continue;
    }
    const record = await readRecord(stage, endpoint);
    const stageOfRelease = record?.release?.stage ?? 'rollback_failed';
    abandonedAt ??= clock.now();
    if (stageOfRelease === 'rollback_failed' || clock.now() - abandonedAt > ABANDONED) return { record, served };
  }
  throw new Error(`the release did not end within ${LONGEST / 86_400_000} days of virtual time`);
}

async function readRecord({ emulator, table }: Stage, endpoint: string): Promise<EndpointRecord | undefined> {
  const answer = await emulator.clock.hold(() =>
    emulator.direct('DynamoDB', 'GetItem', {
      TableName: table,
      Key: { pk: { S: endpoint }, sk: { S: SORT_KEY.live } },
      ConsistentRead: true,
    }),
  );
  if (typeof answer !== 'object' || answer === null || !('Item' in answer)) return undefined;
  // What the table answers for our own item.
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  return recordOf(answer.Item as Parameters<typeof recordOf>[0]);
}

interface Ended {
  readonly stage: Stage;
  readonly execution: string;
  readonly events: readonly BusEvent[];
  readonly record: EndpointRecord | undefined;
  readonly served: ReturnType<Stage['emulator']['sageMaker']['served']>;
  readonly startedAt: number;
}

function reportOf({ blueprint, withHistory = false }: RehearsalProps, ended: Ended): Report {
  const { stage, record, events } = ended;
  const { emulator } = stage;
  const { stepFunctions } = emulator;
  const main = stepFunctions.describe(ended.execution);
  const result = resultOf(record, main.cause);
  const endedAt = result.endedAt ?? main.stopDate ?? emulator.clock.now();
  const served = ended.served.filter(({ model }) => model === blueprint.model);
  const usage = Object.values(emulator.lambda.usage());
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const machines = ['canary', 'standard', 'rollback'] as const;
  const transitions = Object.fromEntries(
    machines.map((name) => [name, stepFunctions.transitions(stage.machine(name))]),
  );
  const calls = Object.fromEntries(Object.entries(emulator.counts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const count = (...operations: string[]): number => sum(operations.map((name) => calls[`DynamoDB.${name}`] ?? 0));
  return {
    release: blueprint.id,
    endpoint: blueprint.endpoint,
    strategy: blueprint.strategy,
    outcome: result.outcome,
    reason: result.reason,
    startedAt: iso(ended.startedAt),
    endedAt: iso(endedAt),
    durationSeconds: Math.round((endedAt - ended.startedAt) / 1000),
    ...servingAt(stage, blueprint),
    phases: result.phases.map((phase) => ({ ...phase, startedAt: iso(phase.startedAt), endedAt: iso(phase.endedAt) })),
    candidate: {
      requests: sum(served.map(({ requests }) => requests)),
      errors: sum(served.map(({ errors }) => errors)),
    },
    rollback: rollbackOf(stage, result),
    transitions: { canary: 0, standard: 0, rollback: 0, ...transitions },
    lambdaInvocations: sum(usage.map(({ invocations }) => invocations)),
    calls,
    cost: costOf({
      transitions: sum(Object.values(transitions)),
      invocations: sum(usage.map(({ invocations }) => invocations)),
      milliseconds: sum(usage.map(({ milliseconds }) => milliseconds)),
      memoryMegabytes: 512,
      writes: count('PutItem', 'UpdateItem', 'DeleteItem'),
      reads: count('GetItem', 'Query'),
    }),
    events: events.map((event) => ({ time: event.time, detailType: event['detail-type'], detail: event.detail })),
    ...(withHistory && {
      history: Object.fromEntries(stepFunctions.executions().map(({ arn }) => [arn, stepFunctions.history(arn)])),
    }),
  };
}

/** What the record says of the release, or why there is none. */
type Result = Pick<EndedRelease, 'reason' | 'breach' | 'restoreSentAt' | 'restoredAt'> & {
  readonly outcome: Report['outcome'];
  readonly endedAt?: number;
  readonly phases: NonNullable<EndedRelease['phases']>;
};

function resultOf(record: EndpointRecord | undefined, cause: string | undefined): Result {
  if (record?.release !== undefined) return stuck(record.release);
  const { last } = record ?? {};
  if (last === undefined) return { outcome: 'refused', reason: cause ?? 'the release did not begin', phases: [] };
  const { reason, endedAt, phases = [], breach, restoreSentAt, restoredAt } = last;
  return {
    outcome: last.outcome === 'endpoint_gone' ? 'failed' : last.outcome,
    reason,
    endedAt,
    phases,
    ...(breach !== undefined && { breach }),
    ...(restoreSentAt !== undefined && { restoreSentAt }),
    ...(restoredAt !== undefined && { restoredAt }),
  };
}

/** A release that keeps its lock: its rollback has failed. */
function stuck(release: Release): Result {
  return {
    outcome: 'rollback_failed',
    reason: release.ending?.reason ?? release.breach?.reason ?? 'the release did not end',
    phases: release.phases,
    ...(release.breach !== undefined && { breach: release.breach }),
  };
}

function rollbackOf({ workload }: Stage, result: Result): Report['rollback'] {
  const { breach, restoreSentAt, restoredAt } = result;
  if (breach === undefined) return null;
  const incident = workload.incidentBefore(breach.at);
  const between = (from: number | undefined, to: number | undefined): number | null =>
    from === undefined || to === undefined ? null : Math.round((to - from) / 100) / 10;
  return {
    trigger: breach.trigger,
    detectSeconds: between(incident, breach.at),
    decideSeconds: between(breach.at, restoreSentAt),
    shiftSeconds: between(restoreSentAt, restoredAt),
    totalSeconds: between(incident ?? breach.at, restoredAt),
  };
}

function servingAt({ emulator }: Stage, blueprint: Blueprint): Pick<Report, 'servingModel' | 'traffic'> {
  const variants = emulator.sageMaker.snapshot(blueprint.endpoint)?.variants ?? [];
  const total = variants.reduce((sum, { currentWeight }) => sum + currentWeight, 0);
  const serving = variants.filter(({ currentWeight }) => currentWeight > 0);
  const models = new Set(serving.flatMap(({ models: names }) => names));
  const share = serving
    .filter(({ models: names }) => names.includes(blueprint.model))
    .reduce((sum, { currentWeight }) => sum + currentWeight / total, 0);
  const candidate = Math.round(share * 10_000) / 100;
  return {
    servingModel: models.size === 1 ? ([...models][0] ?? null) : null,
    traffic: { baseline: total === 0 ? 0 : Math.round((100 - candidate) * 100) / 100, candidate },
  };
}

function tellAlarm(event: BusEvent, at: number, tell: (progress: Progress) => void): void {
  const { alarmName, state } = event.detail;
  if (typeof alarmName !== 'string' || typeof state !== 'object' || state === null) return;
  const value = 'value' in state ? String(state.value) : '';
  const reason = 'reason' in state ? String(state.reason) : '';
  if (value === 'ALARM') tell({ kind: 'alarm', at, name: alarmName, state: value, reason });
}

function tellStep(stage: Stage, ended: EndedInvocation, tell: (progress: Progress) => void): void {
  const deployed = stage.deployed.functions.find(({ name }) => name === ended.functionName);
  if (deployed === undefined || !('payload' in ended.result)) return;
  const { payload } = ended.result;
  if (typeof payload !== 'object' || payload === null) return;
  tell({ kind: 'step', at: ended.endedAt, step: constructIdOf(deployed.logicalId), output: { ...payload } });
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
