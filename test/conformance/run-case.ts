import { VirtualClock } from '../../lib/emulator/clock';
import { seededRandom } from '../../lib/emulator/random';
import { type StepFunctions, createStepFunctions } from '../../lib/emulator/step-functions/step-functions';
import { type HistoryEvent } from '../../lib/emulator/step-functions/history/event';
import { parseJson } from '../../lib/emulator/step-functions/json';
import { type Case } from './cases';
import { firstDifference } from './compare';
import { eventsProblem, show, toRecordedForm } from './events';
import { replayTasks } from './replay';

const START = Date.UTC(2026, 0, 1);

const unreachable = () => Promise.reject(new Error('tasks are replayed, nothing is called'));

/** Runs a recorded case; says what is different, or nothing if the emulator did as AWS. */
export async function runCase(recorded: Case): Promise<string | undefined> {
  if (recorded.kind !== 'execution') return `cases of kind '${recorded.kind}' are not known`;
  const { context } = recorded;
  const clock = new VirtualClock(START);
  const stepFunctions: StepFunctions = createStepFunctions({
    clock,
    random: seededRandom(recorded.id),
    account: { accountId: context.accountId, region: context.region },
    emit: () => undefined,
    runner: { call: unreachable, invokeLambda: unreachable },
    tasks: replayTasks(recorded.taskReplay, {
      clock,
      settleToken: (taskToken, outcome) => {
        const { operations } = stepFunctions;
        if (outcome.kind === 'failed') operations['SendTaskFailure']?.({ taskToken, ...outcome }, {});
        else operations['SendTaskSuccess']?.({ taskToken, output: JSON.stringify(outcome.output) }, {});
      },
    }),
  });
  const arn = stepFunctions.deploy({
    name: context.stateMachineName,
    definition: recorded.jsonataDefinition ?? recorded.definition,
    roleArn: context.roleArn,
  });
  const execution = stepFunctions.start(arn, { name: context.executionName, input: recorded.input });
  await clock.run();
  const { status, output, error, cause } = stepFunctions.describe(execution);
  const outcome = {
    status,
    ...(output === undefined ? {} : { output: parseJson(output) }),
    // A recording may tell why an execution timed out; DescribeExecution does not.
    ...(error === undefined ? timeoutError(recorded, stepFunctions.history(execution)) : { error }),
    ...(cause === undefined ? {} : { cause: readCause(recorded, cause) }),
  };
  return (
    outcomeProblem(recorded, outcome) ?? eventsProblem(recorded, stepFunctions.history(execution).map(toRecordedForm))
  );
}

function timeoutError({ expected }: Case, history: readonly HistoryEvent[]): { readonly error?: unknown } {
  const last = history.at(-1);
  const isTold = last?.type === 'ExecutionTimedOut' && expected.error !== undefined;
  return isTold ? { error: last.details?.['error'] } : {};
}

function readCause({ expected }: Case, cause: string): unknown {
  return typeof expected.cause === 'object' ? parseJson(cause) : cause;
}

function outcomeProblem({ expected, wildcards }: Case, outcome: Readonly<Record<string, unknown>>): string | undefined {
  const { status, output, error, cause } = expected;
  const wanted = Object.fromEntries(
    Object.entries({ status, output, error, cause }).filter(([, value]) => value !== undefined),
  );
  const difference = firstDifference(wanted, outcome, {
    pointer: '/expected',
    wildcards: new Set(wildcards.engine),
  });
  if (difference === undefined) return undefined;
  return `${difference.pointer}: expected ${show(difference.expected)}, got ${show(difference.actual)}`;
}
