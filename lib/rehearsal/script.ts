import type { Blueprint } from '../domain/blueprint/blueprint';
import { versionIn } from '../domain/opening/model-packages';
import { HEALTH_CHECK_FAILED } from '../domain/release/events';
import { isRecord } from '../emulator/records';
import { AwsError, type ServiceName } from '../emulator/service';
import type { ExecutionRecord } from '../emulator/step-functions/execution';
import { changeConfig, strikeReleaseAlarms, unlessRefused } from './faults/account-fault';
import { callFault, type CallFault } from './faults/call-fault';
import { callerNames } from './faults/callers';
import { type DeliveryFault, deliveryFaults } from './faults/delivery-fault';
import type { Fault, Moment, Scenario } from './scenario';
import type { Stage } from './stage';

type TimedFault = Exclude<Fault, { nth: number }>;

/** Something the scenario makes happen, as a line for the log. */
export type Announce = (what: string) => void;

/** Plays a scenario: what happens at fixed times, and what follows a phase. */
export interface Script {
  /** To be called when a phase's traffic was verified. */
  phaseBegan(phase: string): void;
  /** How many things at fixed times are still to come, and words of people still to be answered. */
  readonly pending: () => number;
}

/** The release under way, as operators meet it. */
export interface Cast {
  readonly stage: Stage;
  readonly blueprint: Blueprint;
  /** The blueprint as written. */
  readonly document: unknown;
  /** ARN of the execution that the user started. */
  readonly execution: string;
  /** Starts the same blueprint once more. */
  readonly startAgain: () => void;
  readonly announce: Announce;
}

/** Puts a scenario's incidents, operators, alarms and faults on the clock. */
export function play(scenario: Scenario, cast: Cast): Script {
  const { clock } = cast.stage.emulator;
  const startAt = clock.now();
  let pending = 0;
  let waiting: { readonly phase: string; readonly after: number; readonly act: () => void }[] = [];

  const schedule = (moment: Moment, act: () => void): void => {
    if (moment.phase !== undefined) {
      waiting.push({ phase: moment.phase, after: moment.after ?? 0, act });
      return;
    }
    pending++;
    clock.schedule(startAt + (moment.at ?? 0) * 1000, () => {
      pending--;
      act();
    });
  };

  const ask: Ask = async (constructId, payload) => {
    pending++;
    const result = await cast.stage.emulator.lambda.invoke(cast.stage.functionName(constructId), payload);
    pending--;
    // What the CLI would show whoever spoke in vain.
    if ('functionError' in result) cast.announce(`refused: ${result.functionError.errorMessage}`);
  };

  for (const incident of scenario.incidents) {
    schedule(incident, () => {
      cast.announce(`incident on ${incident.variant}: ${describeIncident(incident)}`);
      cast.stage.workload.begin(incident, clock.now());
    });
  }
  for (const { name, state, reason, ...moment } of scenario.alarms) {
    if ((moment.at ?? 0) === 0 && moment.phase === undefined) continue;
    schedule(moment, () => {
      if (state === 'MISSING') {
        cast.announce(`somebody deletes alarm ${name}`);
        return byPerson(cast, 'CloudWatch', 'DeleteAlarms', { AlarmNames: [name] });
      }
      cast.announce(`alarm ${name} turns ${state}`);
      // Somebody may have deleted it.
      unlessRefused(() => cast.stage.emulator.cloudWatch.forceState(name, state, reason ?? 'set by the scenario'));
    });
  }
  for (const { do: what, by, reason, to, gate, ...moment } of scenario.operator) {
    schedule(moment, () => {
      cast.announce(`operator: ${what}${to === undefined ? '' : ` to ${to}`}`);
      const said = {
        actor: by ?? 'operator',
        reason: reason ?? 'as the scenario says',
        ...(to !== undefined && { to }),
        ...(gate !== undefined && { gate }),
      };
      operate(cast, what, said, ask);
    });
  }
  for (const { reason = 'the scenario says so', ...moment } of scenario.healthEvents) {
    schedule(moment, () => {
      cast.announce(`another system reports a sick model: ${reason}`);
      reportSickModel(cast, reason);
    });
  }
  for (const failing of scenario.checks) {
    schedule(failing, () => {
      cast.announce(`health check ${failing.name} fails: ${failing.reason}`);
      cast.stage.checks.begin(failing, clock.now());
    });
  }
  for (const word of scenario.decisions) {
    schedule(word, () => {
      cast.announce(`decision function says ${word.answer === 'none' ? 'nothing' : word.answer}`);
      cast.stage.decisions.begin(word, clock.now());
    });
  }
  strikePoints(
    cast,
    scenario.faults.filter((fault) => 'nth' in fault),
  );
  for (const fault of scenario.faults) {
    if (!('nth' in fault)) schedule(fault, () => strike(cast, fault, scenario.endpoint.variant));
  }

  return {
    phaseBegan: (phase) => {
      const due = waiting.filter((one) => one.phase === phase);
      // Once: a second release of the same blueprint passes through the phase undisturbed.
      waiting = waiting.filter((one) => one.phase !== phase);
      for (const { after, act } of due) {
        pending++;
        clock.schedule(clock.now() + after * 1000, () => {
          pending--;
          act();
        });
      }
    },
    pending: () => pending,
  };
}

/** What an operator says with a word. */
interface Said {
  readonly actor: string;
  readonly reason: string;
  /** Where a rollback goes. */
  readonly to?: string | number;
  /** Which gate an approval opens. */
  readonly gate?: string;
}

/** Asks a function, by construct id, and waits for its answer. */
type Ask = (constructId: string, payload: object) => Promise<void>;

function operate(cast: Cast, what: Scenario['operator'][number]['do'], said: Said, ask: Ask): void {
  const { stage, blueprint } = cast;
  const { emulator } = stage;
  const word = (constructId: string, more: object = {}): void =>
    void ask(constructId, { endpoint: blueprint.endpoint, ...said, ...more });
  switch (what) {
    case 'promote':
      return word('Promote');
    case 'promote in full':
      return word('Promote', { full: true });
    case 'pause':
      return word('Pause');
    case 'approve':
      return word('Approve');
    case 'resume':
      return word('Resume');
    case 'abort':
      return word('Abort');
    case 'rollback':
      emulator.stepFunctions.start(stage.machine('rollback'), { input: { endpoint: blueprint.endpoint, ...said } });
      return;
    case 'stop':
      return byPerson(cast, 'StepFunctions', 'StopExecution', { executionArn: cast.execution, cause: said.reason });
    case 'redrive':
      return byPerson(cast, 'StepFunctions', 'RedriveExecution', { executionArn: cast.execution });
    case 'stop newest':
      return byPerson(cast, 'StepFunctions', 'StopExecution', {
        executionArn: newestThat(cast, (status) => status === 'RUNNING'),
        cause: said.reason,
      });
    case 'redrive newest':
      return byPerson(cast, 'StepFunctions', 'RedriveExecution', {
        executionArn: newestThat(cast, (status) => status !== 'RUNNING' && status !== 'SUCCEEDED'),
      });
    case 'release again':
      return cast.startAgain();
    case 'register':
      return register(cast, said, ask);
    case 'approve version':
      return approveVersion(cast);
  }
}

/** Registers the blueprint, as written but for its version, for the group of that version. */
function register(cast: Cast, { actor, reason }: Said, ask: Ask): void {
  const { modelPackage: _, ...blueprint } = isRecord(cast.document) ? cast.document : {};
  void ask('Register', { group: groupOf(cast), blueprint, actor, reason });
}

/** The group gets its next version, and somebody approves it. */
function approveVersion(cast: Cast): void {
  const { sageMaker } = cast.stage.emulator;
  const version = sageMaker.registerModelPackage(groupOf(cast));
  sageMaker.decideOnModelPackage(version, { approval: 'Approved' });
}

function groupOf({ blueprint: { modelPackage = '' } }: Cast): string {
  const group = versionIn(modelPackage)?.group;
  if (group === undefined) throw new Error('the blueprint names no version in the Model Registry');
  return group;
}

/** Of the executions in such a state the one that was started last, a rollback's perhaps; else the release's. */
function newestThat({ stage, execution }: Cast, is: (status: ExecutionRecord['status']) => boolean): string {
  return stage.emulator.stepFunctions.executions().find(({ status }) => is(status))?.arn ?? execution;
}

/** What a person does in the console. What AWS refuses, such as the redrive of an execution that runs, they are told. */
function byPerson({ stage, announce }: Cast, service: ServiceName, operation: string, input: object): void {
  stage.emulator.call(service, operation, input, {}).catch((error: unknown) => {
    announce(`refused: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** What a model monitor of the user's own sends to the stack's bus. */
function reportSickModel({ stage, blueprint }: Cast, reason: string): void {
  const entry = {
    EventBusName: stage.bus,
    Source: 'rehearsal.model-monitor',
    DetailType: HEALTH_CHECK_FAILED,
    Detail: JSON.stringify({ endpoint: blueprint.endpoint, reason }),
  };
  void stage.emulator.call('EventBridge', 'PutEvents', { Entries: [entry] }, {});
}

/** Lies in wait at calls and deliveries, which are told by their number and not by the clock. */
function strikePoints({ stage }: Cast, faults: readonly (CallFault | DeliveryFault)[]): void {
  const { emulator } = stage;
  const nameOf = callerNames(stage);
  const deliveries = faults.filter((fault) => 'delivery' in fault);
  if (deliveries.length > 0) {
    emulator.eventBridge.setDeliveryFaults(deliveryFaults(deliveries, () => emulator.clock.now()));
  }
  for (const fault of faults) {
    if ('call' in fault) emulator.intercept(callFault(fault, ({ caller }) => nameOf(caller.name)));
  }
}

function strike(cast: Cast, fault: TimedFault, variant: string): void {
  const { stage, blueprint, announce } = cast;
  const { sageMaker } = stage.emulator;
  if ('call' in fault) return strikeCall(stage, fault, announce);
  if ('update' in fault) {
    const { update: kind, reason } = fault;
    announce(`SageMaker will end the endpoint's update: ${kind.replaceAll('_', ' ')}`);
    return sageMaker.failNextUpdate(blueprint.endpoint, { kind, ...(reason !== undefined && { reason }) });
  }
  if ('systemUpdating' in fault) {
    announce(`SageMaker maintains the endpoint for ${fault.systemUpdating} s`);
    return unlessRefused(() => sageMaker.systemUpdating(blueprint.endpoint, fault.systemUpdating));
  }
  if ('changeWeights' in fault) {
    announce(`somebody else sets the weights to ${JSON.stringify(fault.changeWeights)}`);
    return unlessRefused(() => sageMaker.changeWeights(blueprint.endpoint, fault.changeWeights));
  }
  if ('changeInstances' in fault) {
    announce(`somebody else gives ${variant} ${fault.changeInstances} instances`);
    return unlessRefused(() => sageMaker.changeInstances(blueprint.endpoint, variant, fault.changeInstances));
  }
  if ('weightsRollBack' in fault) {
    announce('SageMaker will roll back the next change of weights');
    return sageMaker.rollBackNextWeights(blueprint.endpoint);
  }
  if ('scaleTo' in fault) {
    const result = stage.emulator.autoScaling.scale(blueprint.endpoint, variant, fault.scaleTo);
    return announce(`autoscaling wants ${fault.scaleTo} instances of ${variant}: ${result.replaceAll('_', ' ')}`);
  }
  if ('changeConfig' in fault) {
    const others = fault.changeConfig === true ? 'none' : 'kept';
    announce(`somebody else deploys another config${others === 'kept' ? ' with the same variants' : ''}`);
    return changeConfig(stage, blueprint, { variant, others });
  }
  if ('deleteConfig' in fault) {
    announce("somebody deletes the endpoint's config");
    const EndpointConfigName = sageMaker.snapshot(blueprint.endpoint)?.configName;
    return byPerson(cast, 'SageMaker', 'DeleteEndpointConfig', { EndpointConfigName });
  }
  if ('releaseAlarms' in fault) {
    announce(`the release's alarms: ${fault.releaseAlarms}`);
    void strikeReleaseAlarms(stage, fault.releaseAlarms);
    return;
  }
  if ('metricDelay' in fault) {
    announce(`metrics come ${fault.metricDelay} s late from now on`);
    return stage.emulator.cloudWatch.setMetricDelay(fault.metricDelay);
  }
  announce('somebody deletes the endpoint');
  return unlessRefused(() => sageMaker.deleteEndpoint(blueprint.endpoint));
}

function strikeCall({ emulator }: Stage, fault: Extract<TimedFault, { call: string }>, announce: Announce): void {
  let left = fault.times;
  announce(`${fault.call} fails ${fault.times === 1 ? 'once' : `${fault.times} times`} with ${fault.error}`);
  const remove = emulator.intercept(async (call, next) => {
    if (`${call.service}.${call.operation}` !== fault.call || left === 0) return next();
    left--;
    if (left === 0) remove();
    if (fault.effect === 'after') await next();
    throw new AwsError(fault.error, fault.message ?? 'Rate exceeded');
  });
}

function describeIncident({ errorRate, latency, metrics, for: lasts }: Scenario['incidents'][number]): string {
  const parts = [
    ...(errorRate === undefined ? [] : [`${100 * errorRate} % of the requests fail`]),
    ...(latency === undefined ? [] : [`latency p50 ${latency.p50} s, p99 ${latency.p99} s`]),
    ...Object.entries(metrics ?? {}).map(([name, value]) => `${name} is ${value}`),
    ...(lasts === undefined ? [] : [`for ${lasts} s`]),
  ];
  return parts.join(', ');
}
