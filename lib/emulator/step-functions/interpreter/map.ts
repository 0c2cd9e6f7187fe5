import { notEmulated } from '../../service';
import { type MapState } from '../definition/program';
import { EvaluationFailure } from '../expressions/evaluation-failure';
import { type Template } from '../expressions/template';
import { asArray, asInteger, wrongType } from '../expressions/typed-field';
import { type Json, isJsonArray } from '../json';
import { StateError } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { withErrorHandling } from './error-handling';
import { type Group, recordAborted, runGroup } from './group';
import { type RunGraph } from './parallel';
import { type Exit, conclude, evaluate, withEvaluationEvents } from './visit';

/** AWS runs at most this many iterations of an inline map at once. */
const MAX_INLINE_CONCURRENCY = 40;

interface MapRun {
  readonly state: MapState;
  readonly runGraph: RunGraph;
  readonly retryCount: number;
  readonly items: readonly Json[];
  readonly concurrency: number;
  readonly toleratesFailures: boolean;
}

/** Runs the processor once for each item. */
export function runMap(
  branch: Branch,
  visit: Visit,
  { state, runGraph }: { readonly state: MapState; readonly runGraph: RunGraph },
): Promise<Exit> {
  return withErrorHandling(branch, visit, {
    state,
    onGivenUp: () => void branch.record('MapStateFailed'),
    attempt: async (retryCount) => {
      const items = await readItems(branch, visit, { state, retryCount });
      const concurrency = await readConcurrency(branch, visit, { state, retryCount });
      const toleratesFailures = await readTolerance(branch, visit, { state, retryCount });
      branch.record('MapStateStarted', { length: items.length });
      const run = { state, runGraph, retryCount, items, concurrency, toleratesFailures };
      const result = items.length === 0 ? [] : await runIterations(branch, visit, run);
      const exit = await conclude(branch, visit, { way: state, output: result, extras: { retryCount, result } });
      return { ...exit, succeeded: 'MapStateSucceeded' };
    },
  });
}

interface Attempt {
  readonly state: MapState;
  readonly retryCount: number;
}

async function readItems(branch: Branch, visit: Visit, { state, retryCount }: Attempt): Promise<readonly Json[]> {
  const { items } = state;
  if (items !== undefined) return asArray(items, await evaluate(branch, visit, items, { retryCount }));
  if (isJsonArray(visit.input)) return visit.input;
  throw new EvaluationFailure(`Map state input must be an array but was: ${JSON.stringify(visit.input)}`, undefined);
}

async function readConcurrency(branch: Branch, visit: Visit, { state, retryCount }: Attempt): Promise<number> {
  const field = state.maxConcurrency;
  if (field === undefined) return MAX_INLINE_CONCURRENCY;
  const value = await evaluate(branch, visit, field, { retryCount });
  // AWS takes the digits of a number for a number here.
  const given = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  const wanted = asInteger(field, given, { min: 0, max: Number.MAX_SAFE_INTEGER });
  return wanted === 0 ? MAX_INLINE_CONCURRENCY : Math.min(wanted, MAX_INLINE_CONCURRENCY);
}

async function readTolerance(branch: Branch, visit: Visit, { state, retryCount }: Attempt): Promise<boolean> {
  const read = async (field: Template | undefined, max: number): Promise<number> => {
    if (field === undefined) return 0;
    const value = await evaluate(branch, visit, field, { retryCount });
    if (typeof value !== 'number') throw wrongType(field, 'number', value);
    if (value < 0 || value > max) {
      throw new EvaluationFailure(
        `The ${field.location} field must be between 0 and ${max} but was: ${value}`,
        field.location,
      );
    }
    return value;
  };
  const count = await read(state.toleratedFailureCount, Number.MAX_SAFE_INTEGER);
  const percentage = await read(state.toleratedFailurePercentage, 100);
  return count > 0 || percentage > 0;
}

async function runIterations(branch: Branch, visit: Visit, run: MapRun): Promise<Json> {
  const outputs = run.items.map((): Json => null);
  branch.active?.children.splice(0);
  const startedEventId = branch.lastEventId;
  let next = 0;
  const launchNext = (group: Group, previousEventId: number): void => {
    const index = next++;
    const child = forkIteration(branch, run, { index, previousEventId });
    group.launch(
      child,
      () => runIteration(child, visit, run),
      (output) => {
        outputs[index] = output;
        const last = child.lastEventId;
        branch.lastEventId = child.recordAside('MapIterationSucceeded', { name: run.state.name, index });
        if (next < run.items.length && !group.hasFailed) launchNext(group, last);
      },
    );
  };
  const ending = await runGroup(branch, (group) => {
    while (next < Math.min(run.concurrency, run.items.length)) launchNext(group, startedEventId);
  });
  if (ending.kind === 'finished') return outputs;
  branch.lastEventId = ending.child.lastEventId;
  failIterations(branch, ending, run);
  throw ending.error;
}

function forkIteration(
  branch: Branch,
  run: MapRun,
  { index, previousEventId }: { readonly index: number; readonly previousEventId: number },
): Branch {
  const { name } = run.state;
  const child = branch.fork({ map: name, index, value: run.items[index] ?? null });
  child.lastEventId = previousEventId;
  child.record('MapIterationStarted', { name, index });
  return child;
}

async function runIteration(child: Branch, visit: Visit, run: MapRun): Promise<Json> {
  const { state, retryCount, runGraph } = run;
  const selector = state.itemSelector;
  const input =
    selector === undefined
      ? (child.item?.value ?? null)
      : await withEvaluationEvents(child, visit, () => evaluate(child, visit, selector, { retryCount }));
  return runGraph(child, state.processor, { from: { stateName: state.processor.startAt, input } });
}

/** Writes how the iterations ended after one of them failed: that one failed, the others aborted. */
function failIterations(
  branch: Branch,
  ending: { readonly child: Branch; readonly error: unknown },
  run: MapRun,
): void {
  const left = branch.active?.children.splice(0) ?? [];
  for (const child of left) child.cut();
  if (!(ending.error instanceof StateError) || ending.error.reach === 'fatal') return;
  if (run.toleratesFailures) throw notEmulated(`a failed iteration that '${run.state.name}' tolerates`);
  const failedFirst = [ending.child, ...left.filter((child) => child !== ending.child)];
  for (const child of failedFirst) {
    const isFailed = child === ending.child;
    branch.recordAside(isFailed ? 'MapIterationFailed' : 'MapIterationAborted', {
      name: run.state.name,
      index: child.item?.index ?? 0,
    });
    recordAborted(branch, child, isFailed);
  }
}
