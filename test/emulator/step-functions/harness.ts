import { VirtualClock } from '../../../lib/emulator/clock';
import { seededRandom } from '../../../lib/emulator/random';
import { type BusEvent, type Operation } from '../../../lib/emulator/service';
import { type ExecutionRecord } from '../../../lib/emulator/step-functions/execution';
import { type HistoryEvent } from '../../../lib/emulator/step-functions/history/event';
import { type ServiceCalls } from '../../../lib/emulator/step-functions/integrations/service-calls';
import { type StepFunctions, createStepFunctions } from '../../../lib/emulator/step-functions/step-functions';

const START = Date.UTC(2026, 10, 20, 8);
export const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:worker';

export interface World {
  readonly clock: VirtualClock;
  readonly stepFunctions: StepFunctions;
  /** Status events, as handed to the bus. */
  readonly emitted: Pick<BusEvent, 'source' | 'detail-type' | 'detail'>[];
  readonly call: (operation: string, input: unknown) => unknown;
}

/** Step Functions with tasks that do as told; by default every function returns its payload. */
export function createWorld(runner: Partial<ServiceCalls> = {}, seed = 'test'): World {
  const clock = new VirtualClock(START);
  const emitted: World['emitted'] = [];
  const stepFunctions = createStepFunctions({
    clock,
    random: seededRandom(seed),
    account: { accountId: '111111111111', region: 'eu-central-1' },
    emit: ({ source, detailType, detail }) => void emitted.push({ source, 'detail-type': detailType, detail }),
    runner: {
      call: (service, operation, input, caller) => {
        const own: Operation | undefined =
          service === 'StepFunctions' ? stepFunctions.operations[operation] : undefined;
        return own === undefined ? Promise.resolve({}) : Promise.resolve().then(() => own(input, caller));
      },
      invokeLambda: (_name, payload) => Promise.resolve({ payload }),
      ...runner,
    },
  });
  return {
    clock,
    stepFunctions,
    emitted,
    call: (operation, input) => stepFunctions.operations[operation]?.(input, {}),
  };
}

export interface Finished extends ExecutionRecord {
  readonly events: readonly HistoryEvent[];
  readonly result: unknown;
  /** Virtual seconds from start to end. */
  readonly seconds: number;
}

/** Runs a JSONata state machine from its first state on to its end. */
export async function runStates(
  states: Readonly<Record<string, unknown>>,
  { input = {}, world = createWorld() }: { readonly input?: unknown; readonly world?: World } = {},
): Promise<Finished> {
  return runMachine({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states }, { input, world });
}

export async function runMachine(
  definition: unknown,
  { input = {}, world = createWorld() }: { readonly input?: unknown; readonly world?: World } = {},
): Promise<Finished> {
  const arn = world.stepFunctions.deploy({ name: 'machine', definition });
  const execution = world.stepFunctions.start(arn, { name: 'run', input });
  await world.clock.run(() => world.stepFunctions.describe(execution).status !== 'RUNNING');
  return finished(world, execution);
}

export function finished({ stepFunctions }: World, execution: string): Finished {
  const record = stepFunctions.describe(execution);
  return {
    ...record,
    events: stepFunctions.history(execution),
    result: record.output === undefined ? undefined : JSON.parse(record.output),
    seconds: ((record.stopDate ?? record.startDate) - record.startDate) / 1000,
  };
}

/** `Type id<previous` of each event, for comparing a whole course at once. */
export function course(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type, id, previousEventId }) => `${type} ${id}<${previousEventId}`);
}

export function typesOf(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type }) => type);
}
