import { isRecord } from '../../lib/emulator/records';
import { AwsError } from '../../lib/emulator/service';
import { constructIdOf } from '../../lib/rehearsal/handlers';
import type { Stage } from '../../lib/rehearsal/stage';

/** A release to rehearse, and what is done to the account before. */
export interface Rehearsal {
  readonly name: string;
  readonly blueprint: object;
  readonly scenario: object;
  readonly prepare?: (stage: Stage) => void | Promise<void>;
}

const ENDPOINT = 'Fraud-Detector';
const MINUTE = 60_000;
const VERSION = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud-models/7';

const CANARY = {
  endpoint: ENDPOINT,
  model: 'v42',
  tests: [{ invoke: { body: {} } }],
  alarms: ['checkout-is-down'],
  phases: [
    { name: 'half', traffic: '50%', bake: '5m', gate: 'manual' },
    { name: 'full', traffic: '100%', bake: '5m' },
  ],
};
const STANDARD = {
  endpoint: ENDPOINT,
  model: 'v42',
  strategy: 'standard',
  tests: [{ invoke: { body: {} } }],
  phases: [{ name: 'switch', traffic: '100%', bake: '5m', gate: 'manual' }],
};
const FIRST = {
  endpoint: ENDPOINT,
  model: 'v42',
  strategy: 'standard',
  tests: [{ invoke: { body: {} } }],
  capacity: { instanceType: 'ml.m5.large', instances: 1 },
};
/** Asks everything that can be asked of others. */
const CHECKED = {
  ...CANARY,
  drill: true,
  decision: 'decide:live',
  checks: [
    { name: 'features', lambda: { function: 'check-features:live' } },
    { name: 'store', lambda: { function: 'check-store' } },
    { name: 'score', invoke: { body: {} } },
  ],
};
const AUTOSCALED = { autoscaling: { min: 1, max: 4 } };

const promoted = { operator: [{ at: '12m', do: 'promote' }] };
const breached = { ...promoted, incidents: [{ phase: 'half', errorRate: '40%' }] };
/** Nobody tells that an execution has died: the reconciler has to find out. */
const untold = { delivery: 'Step Functions Execution Status Change', nth: 1, kind: 'dropped', for: '3h' };

/** The bus refuses every event until the release is closed, so that every step on the way tries to deliver what waits. */
function deafBus({ emulator, functionName }: Stage): void {
  const close = functionName('CloseRelease');
  emulator.intercept(async ({ service, operation, input, caller }, next) => {
    if (`${service}.${operation}` !== 'EventBridge.PutEvents' || caller.name === close) return next();
    const entries = isRecord(input) && Array.isArray(input['Entries']) ? input['Entries'] : [];
    return {
      FailedEntryCount: entries.length,
      Entries: entries.map(() => ({ ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' })),
    };
  });
}

/** Stops the first rollback execution in the midst of its work. */
function stopRollback({ emulator, machine }: Stage): void {
  let isStopped = false;
  emulator.lambda.onInvocation(({ functionName }) => {
    if (isStopped || !functionName.includes('RestoreTraffic')) return;
    const running = emulator.stepFunctions.executions(machine('rollback')).find(({ status }) => status === 'RUNNING');
    if (running === undefined) return;
    isStopped = true;
    void emulator.call('StepFunctions', 'StopExecution', { executionArn: running.arn }, {});
  });
}

/** Fails every call of an operation that one function makes. */
function failing(constructId: string, operation: string, code = 'AccessDeniedException') {
  return ({ emulator, deployed }: Stage): void => {
    const name = deployed.functions.find(({ logicalId }) => constructIdOf(logicalId) === constructId)?.name;
    emulator.intercept((call, next) => {
      if (call.caller.name === name && `${call.service}.${call.operation}` === operation)
        throw new AwsError(code, 'as the rehearsal says');
      return next();
    });
  };
}

/** Somebody invokes a function of the stack's at a minute of the release. */
function invoking(constructId: string, minute: number, payload: object) {
  return ({ emulator, functionName }: Stage): void => {
    const { clock, lambda } = emulator;
    clock.schedule(clock.now() + minute * MINUTE, () => lambda.invokeAsync(functionName(constructId), payload));
  };
}

/** Rehearsals that together walk every path on which a function makes a call. */
export const REHEARSALS: readonly Rehearsal[] = [
  {
    name: 'completes',
    blueprint: CANARY,
    scenario: {
      operator: [
        { at: '8m', do: 'pause' },
        { at: '9m', do: 'resume' },
        { at: '12m', do: 'promote' },
      ],
    },
  },
  { name: 'asks whoever can be asked, and completes', blueprint: CHECKED, scenario: promoted },
  {
    name: 'does so in one switch, too',
    blueprint: { ...STANDARD, drill: true, checks: [{ name: 'score', invoke: { body: {} } }] },
    scenario: promoted,
  },
  {
    name: 'holds, and is superseded',
    blueprint: { ...CANARY, supersede: 'replace' },
    scenario: {
      operator: [
        { at: '12m', do: 'pause' },
        { at: '14m', do: 'release again' },
        { at: '40m', do: 'promote' },
      ],
    },
  },
  { name: 'is aborted in a hold', blueprint: CANARY, scenario: { operator: [{ at: '9m', do: 'abort' }] } },
  {
    name: 'is let through its gate',
    blueprint: CANARY,
    scenario: {},
    prepare: invoking('Approve', 12, { endpoint: ENDPOINT, gate: 'half', actor: 'ann', reason: 'seen' }),
  },
  {
    name: 'is rolled back by the judge',
    blueprint: CANARY,
    scenario: { ...promoted, incidents: [{ phase: 'half', errorRate: '4%' }] },
  },
  {
    name: 'is rolled back after completion, and returned to, and left once more',
    blueprint: { ...CANARY, id: 'brings-v42' },
    scenario: {
      operator: [
        { at: '12m', do: 'promote' },
        { at: '60m', do: 'rollback' },
        { at: '80m', do: 'rollback', to: 'brings-v42' },
        { at: '100m', do: 'rollback', to: 2 },
      ],
    },
  },
  {
    name: 'holds after a breach until somebody aborts it',
    blueprint: { ...CANARY, rollback: 'manual' },
    scenario: { ...breached, operator: [...promoted.operator, { at: '40m', do: 'abort' }] },
  },
  {
    name: 'is woken in a hold by an alarm, and waits for a person',
    blueprint: {
      ...CANARY,
      rollback: 'manual',
      phases: [
        { name: 'half', traffic: '50%', bake: '5m' },
        { name: 'full', traffic: '100%', bake: '5m', gate: 'manual' },
      ],
    },
    scenario: {
      alarms: [{ phase: 'half', after: '9m', name: 'checkout-is-down', state: 'ALARM' }],
      operator: [{ at: '50m', do: 'abort' }],
    },
  },
  { name: 'tells nobody before its end', blueprint: CHECKED, scenario: promoted, prepare: deafBus },
  {
    name: 'tells nobody of its way back before its end',
    blueprint: CANARY,
    // No phase begins for a scenario that hears of none.
    scenario: { ...promoted, incidents: [{ at: '16m', errorRate: '40%' }] },
    prepare: deafBus,
  },
  {
    name: 'is stopped in the console, and its death is not told',
    blueprint: CANARY,
    scenario: { operator: [...promoted.operator, { phase: 'half', after: '1m', do: 'stop' }], faults: [untold] },
  },
  {
    name: 'is a standard release that dies untold',
    blueprint: STANDARD,
    scenario: { operator: [...promoted.operator, { phase: 'switch', after: '1m', do: 'stop' }], faults: [untold] },
  },
  {
    name: 'is a rollback that dies untold',
    blueprint: CANARY,
    scenario: { ...breached, faults: [untold] },
    prepare: stopRollback,
  },
  {
    name: 'is a standard release that an alarm stops',
    blueprint: STANDARD,
    scenario: { ...promoted, incidents: [{ phase: 'switch', errorRate: '40%' }] },
  },
  {
    name: 'is a standard release that a judge stops',
    blueprint: STANDARD,
    scenario: { ...promoted, incidents: [{ phase: 'switch', errorRate: '4%' }] },
  },
  {
    name: 'is a first deployment whose smoke test fails',
    blueprint: FIRST,
    scenario: { endpoint: { exists: false }, candidate: { errorRate: '100%' } },
  },
  { name: 'is a first deployment that completes', blueprint: FIRST, scenario: { endpoint: { exists: false } } },
  {
    name: 'is of an autoscaled endpoint, and completes',
    blueprint: CANARY,
    scenario: { ...promoted, endpoint: AUTOSCALED },
  },
  {
    name: 'is of an autoscaled endpoint, and rolled back',
    blueprint: CANARY,
    scenario: { ...breached, endpoint: AUTOSCALED },
  },
  {
    name: 'is of an autoscaled endpoint that has lost instances when it is rolled back',
    blueprint: CANARY,
    scenario: { ...breached, endpoint: AUTOSCALED, faults: [{ phase: 'half', after: '10s', changeInstances: 1 }] },
  },
  {
    name: 'is taken back by two people at once',
    blueprint: CANARY,
    scenario: {
      operator: [
        { at: '9m', do: 'rollback' },
        { at: '542s', do: 'rollback' },
      ],
    },
  },
  {
    name: 'finds its endpoint moved by somebody else',
    blueprint: CANARY,
    scenario: { ...promoted, faults: [{ phase: 'half', after: '1m', changeConfig: true }] },
  },
  {
    name: 'cannot clean up, and the next releases do',
    blueprint: CANARY,
    scenario: {
      operator: [
        { at: '9m', do: 'abort' },
        { at: '90m', do: 'release again' },
        { at: '102m', do: 'promote' },
        { at: '180m', do: 'release again' },
        { at: '192m', do: 'promote' },
      ],
    },
    prepare: failing('RemoveCandidate', 'SageMaker.UpdateEndpoint'),
  },
  {
    name: 'is of a version in the Model Registry',
    blueprint: { ...CANARY, model: undefined, modelPackage: VERSION },
    scenario: promoted,
  },
  {
    name: 'is registered, approved and released, and its registration ends',
    blueprint: STANDARD,
    scenario: { operator: [{ at: '90m', do: 'abort' }] },
    prepare: (stage) => {
      const { clock, sageMaker } = stage.emulator;
      for (const strategy of ['canary', 'standard']) {
        const group = `fraud-${strategy}`;
        const { model: _, ...blueprint } = strategy === 'canary' ? CANARY : STANDARD;
        invoking('Register', 1, { group, blueprint, actor: 'ann', reason: 'every version' })(stage);
        clock.schedule(clock.now() + 2 * MINUTE, () => void sageMaker.registerModelPackage(group, 'Approved'));
        invoking('Register', 4, { group, blueprint: null })(stage);
      }
    },
  },
];
