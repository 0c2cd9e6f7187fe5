import { type ChoiceState } from '../definition/program';
import { asBoolean } from '../expressions/typed-field';
import { runtimeError } from '../state-error';
import { type Branch } from './branch';
import { type Visit } from './context';
import { type Exit, conclude, evaluate, inState } from './visit';

/** Goes the way of the first rule that is true. */
export async function runChoice(branch: Branch, visit: Visit, state: ChoiceState): Promise<Exit> {
  for (const rule of state.rules) {
    const isMatch = asBoolean(rule.condition, await evaluate(branch, visit, rule.condition));
    if (isMatch) return conclude(branch, visit, { way: rule, output: visit.input });
  }
  if (state.default === undefined) {
    // The documentation names States.NoChoiceMatched; executions on AWS end with this instead.
    const message = 'Failed to transition out of the state. The state does not point to a next state.';
    throw runtimeError(inState(visit, message));
  }
  const way = { assign: state.assign, output: state.output, next: state.default };
  return conclude(branch, visit, { way, output: visit.input });
}
