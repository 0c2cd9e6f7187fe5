import { type Catcher, type Retrier } from '../definition/program';
import { StateError, errorOutput } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { type Exit, conclude, withEvaluationEvents } from './visit';
import { waitUntil } from './wait';

/** Whether a retrier or catcher with these names is for this error. */
export function matchesError(errorEquals: readonly string[], failure: StateError): boolean {
  if (failure.reach === 'fatal') return false;
  return errorEquals.some((name) => {
    if (name === failure.error || failure.aliases.includes(name)) return true;
    if (failure.reach === 'terminal') return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && failure.error !== 'States.Timeout');
  });
}

/** Milliseconds before the retry number `attempt` (from 0) of a retrier. */
export function retryDelay(retrier: Retrier, attempt: number, jitter: () => number): number {
  const seconds = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** attempt,
    retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return Math.round(seconds * 1000 * (retrier.hasFullJitter ? jitter() : 1));
}

/**
 * Makes attempts at a state until one succeeds, no retrier is left, or a catcher takes over. `onGivenUp` is told
 * once when no retry follows.
 */
export async function withErrorHandling(
  branch: Branch,
  visit: Visit,
  {
    state,
    attempt,
    onGivenUp,
  }: {
    readonly state: { readonly retry: readonly Retrier[]; readonly catch: readonly Catcher[] };
    readonly attempt: (retryCount: number) => Promise<Exit>;
    readonly onGivenUp?: () => void;
  },
): Promise<Exit> {
  const attempts = new Map<Retrier, number>();
  for (let retryCount = 0; ; retryCount++) {
    const outcome = await tryOnce(() => withEvaluationEvents(branch, visit, () => attempt(retryCount)));
    if (!(outcome instanceof StateError)) return outcome;
    if (outcome.reach === 'fatal') throw outcome;
    const retrier = state.retry.find(({ errorEquals }) => matchesError(errorEquals, outcome));
    const made = retrier === undefined ? 0 : (attempts.get(retrier) ?? 0);
    if (retrier !== undefined && made < retrier.maxAttempts) {
      attempts.set(retrier, made + 1);
      branch.run.countTransition();
      await waitUntil(branch, branch.run.clock.now() + retryDelay(retrier, made, () => branch.run.random.next()));
      continue;
    }
    onGivenUp?.();
    const catcher = state.catch.find(({ errorEquals }) => matchesError(errorEquals, outcome));
    if (catcher === undefined) throw outcome;
    const output = errorOutput(outcome);
    return conclude(branch, visit, { way: catcher, output, extras: { retryCount, errorOutput: output } });
  }
}

async function tryOnce(attempt: () => Promise<Exit>): Promise<Exit | StateError> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof StateError) return error;
    throw error;
  }
}
