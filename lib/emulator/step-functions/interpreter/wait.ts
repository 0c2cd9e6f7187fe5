import { type WaitState } from '../definition/program';
import { EvaluationFailure } from '../expressions/evaluation-failure';
import { asInteger, asString } from '../expressions/typed-field';
import { MAX_TIMEOUT_SECONDS } from '../limits';
import { parseTimestamp } from '../timestamp';
import { type Branch } from './branch';
import { type Visit } from './context';
import { type Exit, conclude, evaluate } from './visit';

/** Waits as long as, or until, the state says. */
export async function runWait(branch: Branch, visit: Visit, state: WaitState): Promise<Exit> {
  const until = await endOfWait(branch, visit, state);
  if (until > branch.run.clock.now()) await waitUntil(branch, until);
  return conclude(branch, visit, { way: state, output: visit.input });
}

/** Lets virtual time pass on this branch. */
export async function waitUntil(branch: Branch, until: number): Promise<void> {
  await branch.wait<undefined>((done) => {
    const timer = branch.run.clock.schedule(until, () => {
      done(undefined);
    });
    return () => {
      timer.cancel();
    };
  });
}

async function endOfWait(branch: Branch, visit: Visit, state: WaitState): Promise<number> {
  const { seconds, timestamp } = state;
  if (timestamp !== undefined) {
    const text = asString(timestamp, await evaluate(branch, visit, timestamp));
    const until = parseTimestamp(text);
    if (until !== undefined) return until;
    throw new EvaluationFailure(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
      true,
    );
  }
  if (seconds === undefined) return branch.run.clock.now();
  const value = asInteger(seconds, await evaluate(branch, visit, seconds), { min: 0, max: MAX_TIMEOUT_SECONDS });
  return branch.run.clock.now() + value * 1000;
}
