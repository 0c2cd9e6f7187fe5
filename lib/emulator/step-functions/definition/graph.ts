import { type State } from './program';
import { type Reader } from './reader';

/** Reports transitions into nothing, states that nothing leads to, and a graph that cannot end. */
export function checkGraph(graph: Reader, startAt: string, states: ReadonlyMap<string, State>): void {
  const { diagnostics, path } = graph;
  if (!states.has(startAt)) {
    diagnostics.report('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${startAt}`, `${path}/StartAt`);
  }
  for (const state of states.values()) {
    for (const { target, field } of transitionsOf(state)) {
      if (states.has(target)) continue;
      const at = `${path}/States/${state.name}/${field}`;
      diagnostics.report('MISSING_TRANSITION_TARGET', `Missing 'Next' target: ${target}`, at);
    }
  }
  const reached = reachable(startAt, states);
  for (const name of states.keys()) {
    if (reached.has(name)) continue;
    diagnostics.report('MISSING_TRANSITION_TARGET', `State "${name}" is not reachable.`, `${path}/States/${name}`);
  }
  if (![...states.values()].some(isTerminal)) {
    diagnostics.report('MISSING_END_STATE', 'Workflow has no terminal state', path === '' ? 'null' : path);
  }
}

/** The states that can follow `startAt`, and itself. */
export function reachable(startAt: string, states: ReadonlyMap<string, State>): ReadonlySet<string> {
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    if (state === undefined) continue;
    for (const { target } of transitionsOf(state)) reached.add(target);
  }
  return reached;
}

function isTerminal(state: State): boolean {
  if (state.type === 'Succeed' || state.type === 'Fail') return true;
  return state.type !== 'Choice' && state.next === undefined;
}

function transitionsOf(state: State): readonly { readonly target: string; readonly field: string }[] {
  if (state.type === 'Succeed' || state.type === 'Fail') return [];
  if (state.type === 'Choice') {
    return [
      ...state.rules.map((rule, index) => ({ target: rule.next, field: `Choices[${index}]/Next` })),
      ...(state.default === undefined ? [] : [{ target: state.default, field: 'Default' }]),
    ];
  }
  const own = state.next === undefined ? [] : [{ target: state.next, field: 'Next' }];
  if (!('catch' in state)) return own;
  return [...own, ...state.catch.map((catcher, index) => ({ target: catcher.next, field: `Catch[${index}]/Next` }))];
}
