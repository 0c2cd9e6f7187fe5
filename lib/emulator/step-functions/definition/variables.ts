import { isJsonObject } from '../json';
import { MAX_NAME_LENGTH } from '../limits';
import { type Template } from '../expressions/template';
import { reachable } from './graph';
import { type Diagnostics } from './diagnostics';
import { type State, type StateGraph } from './program';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}_]*$/u;

/**
 * Checks the names of variables: a branch or map may read the variables around it, but neither write them nor reuse
 * their names.
 */
export function checkVariables(
  graph: StateGraph,
  diagnostics: Diagnostics,
  outer: ReadonlySet<string> = new Set(),
): void {
  const states = [...graph.states.values()];
  for (const state of states) {
    for (const name of assignedNames(state)) {
      const problem = problemOf(name, outer);
      if (problem !== undefined) {
        diagnostics.report('SCHEMA_VALIDATION_FAILED', problem, `/States/${state.name}/Assign`);
      }
    }
  }
  for (const state of states.filter((other) => innerGraphs(other).length > 0)) {
    // Only what an earlier state can have assigned is there while the branches run: the state's own catcher may use
    // their names.
    const earlier = states.filter((other) => other !== state && reachable(other.name, graph.states).has(state.name));
    const others = earlier.flatMap(assignedNames);
    const visible = new Set([...outer, ...others]);
    for (const inner of innerGraphs(state)) checkVariables(inner, diagnostics, visible);
  }
}

function problemOf(name: string, outer: ReadonlySet<string>): string | undefined {
  if (name === 'states') return "Variable name 'states' is reserved";
  if (name.length > MAX_NAME_LENGTH) return `Variable name exceeds maximum length of ${MAX_NAME_LENGTH}`;
  if (!NAME.test(name)) return `Invalid variable name '${name}'`;
  if (outer.has(name)) return `Variable '${name}' is already assigned in an outer scope`;
  return undefined;
}

function assignedNames(state: State): readonly string[] {
  const templates: (Template | undefined)[] = [];
  if ('assign' in state) templates.push(state.assign);
  if ('catch' in state) templates.push(...state.catch.map((catcher) => catcher.assign));
  if (state.type === 'Choice') templates.push(...state.rules.map((rule) => rule.assign));
  return templates.flatMap((template) =>
    template !== undefined && isJsonObject(template.source) ? Object.keys(template.source) : [],
  );
}

function innerGraphs(state: State): readonly StateGraph[] {
  if (state.type === 'Parallel') return state.branches;
  return state.type === 'Map' ? [state.processor] : [];
}
