import process from 'node:process';
import { VirtualClock } from '../../lib/emulator/clock';
import { seededRandom } from '../../lib/emulator/random';
import { createStepFunctions } from '../../lib/emulator/step-functions/step-functions';

/*
 * Transitions a second of the Step Functions interpreter, without what tasks do: functions answer at once.
 *
 *   node --import tsx test/bench/interpreter.ts
 */

const TURNS = 2000;

/** A loop as the machines of this project have them: a wait, a task, a choice, with a variable that changes. */
const LOOP = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Assign: { turn: 0 }, Next: 'Wait' },
    Wait: { Type: 'Wait', Seconds: 60, Next: 'Look' },
    Look: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: {
        FunctionName: 'look',
        Payload: { turn: '{% $turn %}', at: '{% $states.context.State.EnteredTime %}' },
      },
      Assign: { turn: '{% $turn + 1 %}' },
      Output: '{% $states.result.Payload %}',
      Next: 'Over?',
    },
    'Over?': { Type: 'Choice', Choices: [{ Condition: `{% $turn < ${TURNS} %}`, Next: 'Wait' }], Default: 'End' },
    End: { Type: 'Succeed' },
  },
};

async function measure(): Promise<number> {
  const clock = new VirtualClock(0);
  const stepFunctions = createStepFunctions({
    clock,
    random: seededRandom(1),
    account: { accountId: '123456789012', region: 'us-east-1' },
    emit: () => {},
    runner: { call: async () => ({}), invokeLambda: async (_name, payload) => ({ payload }) },
  });
  const machine = stepFunctions.deploy({ name: 'loop', definition: LOOP });
  const execution = stepFunctions.start(machine, { input: {} });
  const before = process.cpuUsage();
  await clock.run();
  const { user, system } = process.cpuUsage(before);
  const { status, cause } = stepFunctions.describe(execution);
  if (status !== 'SUCCEEDED') throw new Error(`the loop has ended ${status}: ${cause}`);
  return stepFunctions.transitions(machine) / ((user + system) / 1e6);
}

async function main(): Promise<void> {
  const rates: number[] = [];
  for (let run = 0; run < 5; run++) rates.push(await measure());
  const median = rates.toSorted((a, b) => a - b)[2] ?? Number.NaN;
  console.log(
    `${Math.round(median).toLocaleString('en-US')} transitions a second of processor time (median of 5 runs)`,
  );
}

void main();
