import { type ParallelState, type StateGraph } from '../definition/program';
import { type Json } from '../json';
import { dataLimitExceeded } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { withErrorHandling } from './error-handling';
import { recordAborted, runGroup } from './group';
import { type Position } from './run-graph';
import { type Exit, conclude, evaluate, isTooLarge } from './visit';

export type RunGraph = (branch: Branch, graph: StateGraph, start: { readonly from: Position }) => Promise<Json>;

/** Runs all branches at the same time; the first that fails stops the others. */
export function runParallel(
  branch: Branch,
  visit: Visit,
  { state, runGraph }: { readonly state: ParallelState; readonly runGraph: RunGraph },
): Promise<Exit> {
  return withErrorHandling(branch, visit, {
    state,
    onGivenUp: () => void branch.record('ParallelStateFailed'),
    attempt: async (retryCount) => {
      const input =
        state.arguments === undefined ? visit.input : await evaluate(branch, visit, state.arguments, { retryCount });
      if (isTooLarge(input)) throw dataLimitExceeded(visit.stateName, 'terminal');
      branch.record('ParallelStateStarted');
      const result = await runBranches(branch, { state, input, runGraph });
      const exit = await conclude(branch, visit, { way: state, output: result, extras: { retryCount, result } });
      return { ...exit, succeeded: 'ParallelStateSucceeded' };
    },
  });
}

async function runBranches(
  branch: Branch,
  { state, input, runGraph }: { readonly state: ParallelState; readonly input: Json; readonly runGraph: RunGraph },
): Promise<Json> {
  const outputs = state.branches.map((): Json => null);
  let lastEventId = branch.lastEventId;
  branch.active?.children.splice(0);
  const children = state.branches.map(() => branch.fork());
  const ending = await runGroup(branch, (group) => {
    children.forEach((child, index) => {
      const graph = state.branches[index];
      if (graph === undefined) return;
      const from = { stateName: graph.startAt, input };
      group.launch(
        child,
        () => runGraph(child, graph, { from }),
        (output) => {
          outputs[index] = output;
          lastEventId = child.lastEventId;
        },
      );
    });
  });
  if (ending.kind === 'finished') {
    branch.lastEventId = lastEventId;
    return outputs;
  }
  branch.lastEventId = ending.child.lastEventId;
  const left = branch.active?.children.splice(0) ?? [];
  for (const child of left) child.cut();
  if (isHandled(ending.error)) for (const child of left) recordAborted(branch, child, child === ending.child);
  throw ending.error;
}

function isHandled(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'reach' in error && error.reach !== 'fatal';
}
