import { type State, type StateGraph } from '../definition/program';
import { asString } from '../expressions/typed-field';
import { type Json } from '../json';
import { StateError, runtimeError } from '../state-error';
import { type Branch } from './branch';
import { runChoice } from './choice';
import { type Visit } from './context';
import { runMap } from './map';
import { runParallel } from './parallel';
import { runTask } from './task';
import { type Exit, conclude, enter, evaluate, leave, withEvaluationEvents } from './visit';
import { runWait } from './wait';

/** Where a run of a graph stands; what a redrive starts from. */
export interface Position {
  readonly stateName: string;
  readonly input: Json;
}

/** Runs states from `from` (or the graph's start) until one ends the graph, and returns its output. */
export async function runGraph(
  branch: Branch,
  graph: StateGraph,
  { from, onPosition }: { readonly from: Position; readonly onPosition?: (position: Position) => void },
): Promise<Json> {
  let position = from;
  for (;;) {
    onPosition?.(position);
    const state = graph.states.get(position.stateName);
    if (state === undefined) throw runtimeError(`there is no state '${position.stateName}'`);
    const exit = await runState(branch, state, position.input);
    if (exit.next === undefined) return exit.output;
    position = { stateName: exit.next, input: exit.output };
  }
}

async function runState(branch: Branch, state: State, input: Json): Promise<Exit> {
  const visit = enter(branch, state, { input, event: `${state.type}StateEntered` });
  if (state.type === 'Fail') return withEvaluationEvents(branch, visit, () => runFail(branch, visit, state));
  const exit = await withEvaluationEvents(branch, visit, () => perform(branch, visit, state));
  leave(branch, visit, { exit, event: `${state.type}StateExited` });
  return exit;
}

function perform(branch: Branch, visit: Visit, state: Exclude<State, { type: 'Fail' }>): Promise<Exit> {
  if (state.type === 'Task') return runTask(branch, visit, state);
  if (state.type === 'Choice') return runChoice(branch, visit, state);
  if (state.type === 'Pass') return runPass(branch, visit, state);
  if (state.type === 'Wait') return runWait(branch, visit, state);
  if (state.type === 'Parallel') return runParallel(branch, visit, { state, runGraph });
  if (state.type === 'Map') return runMap(branch, visit, { state, runGraph });
  const way = { assign: undefined, output: state.output, next: undefined };
  return conclude(branch, visit, { way, output: visit.input });
}

async function runPass(branch: Branch, visit: Visit, state: Extract<State, { type: 'Pass' }>): Promise<Exit> {
  const output = state.result === undefined ? visit.input : await evaluate(branch, visit, state.result);
  return conclude(branch, visit, { way: state, output });
}

async function runFail(branch: Branch, visit: Visit, state: Extract<State, { type: 'Fail' }>): Promise<never> {
  const read = async (field: typeof state.error): Promise<string | undefined> =>
    field === undefined ? undefined : asString(field, await evaluate(branch, visit, field));
  const error = await read(state.error);
  throw new StateError(error, await read(state.cause));
}
