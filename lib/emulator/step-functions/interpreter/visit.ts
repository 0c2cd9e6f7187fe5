import { EvaluationFailure } from '../expressions/evaluation-failure';
import { type Scope } from '../expressions/expression';
import { type Template } from '../expressions/template';
import { type HistoryEventType } from '../history/event';
import { type Json, type JsonObject, isJsonObject, utf8Bytes } from '../json';
import { MAX_PAYLOAD_BYTES, MAX_VARIABLES_BYTES } from '../limits';
import { StateError, dataLimitExceeded } from '../state-error';
import { type Branch } from './branch';
import { type Visit, contextObject } from './context';

/** What expressions of one field see beyond the state's input. */
export interface Extras {
  readonly retryCount?: number;
  readonly token?: string | undefined;
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/** How a state is left. */
export interface Exit {
  readonly output: Json;
  /** `undefined` at the end of the graph. */
  readonly next: string | undefined;
  readonly assigned?: JsonObject;
  /** The event that a map or a parallel state writes just before it is left. */
  readonly succeeded?: 'MapStateSucceeded' | 'ParallelStateSucceeded';
}

/** What may follow a state, a rule or a catcher. */
export interface Way {
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string | undefined;
}

const TRUNCATED = { truncated: false };

/** Enters a state. */
export function enter(
  branch: Branch,
  state: { readonly name: string; readonly type: string },
  { input, event }: { readonly input: Json; readonly event: HistoryEventType },
): Visit {
  branch.run.countTransition();
  const eventIdBefore = branch.lastEventId;
  const details = { name: state.name, input: JSON.stringify(input), inputDetails: TRUNCATED };
  const enteredEventId = branch.record(event, details);
  branch.active = { type: state.type, children: [] };
  return { stateName: state.name, enteredAt: branch.run.clock.now(), enteredEventId, eventIdBefore, input };
}

/** Leaves a state; its variables are there from now on. */
export function leave(branch: Branch, visit: Visit, { exit, event }: { exit: Exit; event: HistoryEventType }): void {
  if (exit.succeeded !== undefined) branch.recordAside(exit.succeeded);
  const { assigned } = exit;
  branch.record(event, {
    name: visit.stateName,
    output: JSON.stringify(exit.output),
    outputDetails: TRUNCATED,
    ...(assigned === undefined
      ? {}
      : {
          assignedVariables: Object.fromEntries(
            Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]),
          ),
          assignedVariablesDetails: TRUNCATED,
        }),
  });
  if (assigned !== undefined) branch.variables = { ...branch.variables, ...assigned };
  branch.active = undefined;
}

/** Evaluates a field of the state. */
export async function evaluate(branch: Branch, visit: Visit, template: Template, extras: Extras = {}): Promise<Json> {
  const { retryCount = 0, token, result, errorOutput } = extras;
  const scope: Scope = {
    states: {
      input: visit.input,
      context: contextObject(branch, visit, { retryCount, token }),
      ...(result === undefined ? {} : { result }),
      ...(errorOutput === undefined ? {} : { errorOutput }),
    },
    variables: branch.variables,
  };
  const value = await template.evaluate(scope, branch.run.evaluator);
  await branch.proceed();
  return value;
}

/** Evaluates `Assign` and `Output`, both with the variables as they were when the state was entered. */
export async function conclude(
  branch: Branch,
  visit: Visit,
  { way, output: fallback, extras }: { readonly way: Way; readonly output: Json; readonly extras?: Extras },
): Promise<Exit> {
  const assigned = way.assign === undefined ? undefined : await evaluate(branch, visit, way.assign, extras);
  const output = way.output === undefined ? fallback : await evaluate(branch, visit, way.output, extras);
  if (isTooLarge(output)) throw dataLimitExceeded(visit.stateName, 'terminal');
  if (!isJsonObject(assigned)) return { output, next: way.next };
  checkVariables(branch, visit, assigned);
  return { output, next: way.next, assigned };
}

function checkVariables(branch: Branch, visit: Visit, assigned: JsonObject): void {
  if (isTooLarge(assigned)) throw dataLimitExceeded(visit.stateName, 'terminal');
  const all = JSON.stringify({ ...branch.variables, ...assigned });
  if (utf8Bytes(all) > MAX_VARIABLES_BYTES) throw dataLimitExceeded(visit.stateName, 'terminal');
}

/** Whether a payload has more bytes than Step Functions carries. */
export function isTooLarge(payload: Json): boolean {
  return utf8Bytes(JSON.stringify(payload)) > MAX_PAYLOAD_BYTES;
}

/** Runs a part of a state; a failed expression is written to the history and becomes an error of the state. */
export async function withEvaluationEvents<T>(branch: Branch, visit: Visit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EvaluationFailure)) throw error;
    await branch.proceed();
    const cause = inState(visit, error.message);
    // AWS lets the event point past the entry into the state, unless something has happened since.
    if (branch.lastEventId === visit.enteredEventId && !error.isLate) branch.lastEventId = visit.eventIdBefore;
    branch.record('EvaluationFailed', {
      error: 'States.QueryEvaluationError',
      cause,
      ...(error.location === undefined ? {} : { location: error.location }),
      state: visit.stateName,
    });
    throw new StateError('States.QueryEvaluationError', cause);
  }
}

/** Step Functions' own errors begin with where they happened. */
export function inState(visit: Visit, message: string): string {
  return `An error occurred while executing the state '${visit.stateName}' (entered at the event id #${visit.enteredEventId}). ${message}`;
}
