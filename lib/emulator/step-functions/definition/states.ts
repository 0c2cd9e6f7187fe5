import { compileTemplate } from '../expressions/template';
import { isExpression } from '../expressions/expression';
import { parseResource } from '../integrations/resource';
import { MAX_TIMEOUT_SECONDS } from '../limits';
import { isTimestamp } from '../timestamp';
import { checkFields, readCatchers, readRetriers, reportJsonPath } from './error-handling';
import {
  type ChoiceRule,
  type ChoiceState,
  type FailState,
  type MapState,
  type ParallelState,
  type PassState,
  type StateGraph,
  type SucceedState,
  type TaskState,
  type WaitState,
} from './program';
import { type Reader } from './reader';

/** Reads the states of a branch or of a map's processor. */
export type ReadGraph = (graph: Reader) => StateGraph;

const SECONDS = { min: 0, max: MAX_TIMEOUT_SECONDS };
const TIMEOUT = { min: 1, max: MAX_TIMEOUT_SECONDS };
const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER };
const NOWHERE: StateGraph = { startAt: '', states: new Map() };

export function readPass(state: Reader, name: string): PassState {
  const result = state.source['Result'];
  return {
    type: 'Pass',
    ...flow(state, name),
    result: result === undefined ? undefined : compileTemplate(result, 'Result', false),
  };
}

export function readTask(state: Reader, name: string): TaskState {
  const arn = state.requiredString('Resource');
  const resource = parseResource(arn);
  if (resource === 'activity') state.diagnostics.reportUnsupported(`the activity of state '${name}'`);
  else if (resource === undefined && arn !== '') {
    state.fail(`The resource provided ${arn} is not recognized. The value is not a valid resource ARN`, 'Resource');
  }
  const timeout = state.source['TimeoutSeconds'];
  const heartbeat = state.source['HeartbeatSeconds'];
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    state.fail('Value must be less than TimeoutSeconds', 'HeartbeatSeconds');
  }
  const isKnown = resource !== undefined && resource !== 'activity';
  return {
    type: 'Task',
    ...flow(state, name),
    ...fallible(state),
    resource: isKnown ? resource : { kind: 'function', arn, functionName: arn },
    arguments: state.template('Arguments'),
    credentials: state.template('Credentials'),
    timeoutSeconds: state.integerTemplate('TimeoutSeconds', TIMEOUT),
    heartbeatSeconds: state.integerTemplate('HeartbeatSeconds', TIMEOUT),
  };
}

export function readChoice(state: Reader, name: string): ChoiceState {
  const rules = state.objects('Choices');
  if (!state.has('Choices')) state.fail("The field 'Choices' is required but was missing");
  else if (rules.length === 0) state.fail('Minimum number of items is 1', 'Choices');
  return {
    type: 'Choice',
    name,
    language: state.language,
    rules: rules.flatMap((rule, index) => readRule(rule, index)),
    default: state.string('Default'),
    assign: state.template('Assign'),
    output: state.template('Output'),
  };
}

function readRule(rule: Reader, index: number): readonly ChoiceRule[] {
  const next = rule.requiredString('Next');
  if (rule.language === 'JSONPath') {
    rule.diagnostics.reportUnsupported(`the JSONPath choice rule at ${rule.path}`);
    return [];
  }
  checkFields(rule, ['Condition', 'Next', 'Assign', 'Output', 'Comment']);
  const condition = rule.template('Condition', `Choices[${index}]/Condition`);
  if (condition === undefined) {
    rule.fail("The field 'Condition' is required but was missing");
    return [];
  }
  const { source } = condition;
  if (typeof source !== 'boolean' && !(typeof source === 'string' && isExpression(source))) {
    rule.fail('Expected value of type Boolean or a JSONata expression', 'Condition');
  }
  return [
    {
      condition,
      next,
      assign: rule.template('Assign', `Choices[${index}]/Assign`),
      output: rule.template('Output', `Choices[${index}]/Output`),
    },
  ];
}

export function readWait(state: Reader, name: string): WaitState {
  const given = ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'].filter((field) => state.has(field));
  if (given.length !== 1) {
    state.fail('There must be exactly one of the following fields: [Seconds, Timestamp]');
  }
  const timestamp = state.source['Timestamp'];
  const isDynamic = state.language === 'JSONata' && typeof timestamp === 'string' && isExpression(timestamp);
  if (timestamp !== undefined && !isDynamic && !(typeof timestamp === 'string' && isTimestamp(timestamp))) {
    state.fail('Value is not a valid RFC3339 timestamp', 'Timestamp');
  }
  return {
    type: 'Wait',
    ...flow(state, name),
    seconds: state.integerTemplate('Seconds', SECONDS),
    timestamp: state.template('Timestamp'),
  };
}

export function readSucceed(state: Reader, name: string): SucceedState {
  return { type: 'Succeed', name, language: state.language, output: state.template('Output') };
}

export function readFail(state: Reader, name: string): FailState {
  state.string('Error');
  state.string('Cause');
  return {
    type: 'Fail',
    name,
    language: state.language,
    error: state.template('Error'),
    cause: state.template('Cause'),
  };
}

export function readParallel(state: Reader, name: string, readGraph: ReadGraph): ParallelState {
  const branches = state.objects('Branches');
  if (!state.has('Branches')) state.fail("The field 'Branches' is required but was missing");
  else if (branches.length === 0) state.fail('Minimum number of items is 1', 'Branches');
  return {
    type: 'Parallel',
    ...flow(state, name),
    ...fallible(state),
    arguments: state.template('Arguments'),
    branches: branches.map((branch) => {
      checkFields(branch, ['StartAt', 'States', 'Comment']);
      return readGraph(branch);
    }),
  };
}

export function readMap(state: Reader, name: string, readGraph: ReadGraph): MapState {
  const processors = [state.object('ItemProcessor'), state.object('Iterator')].filter((one) => one !== undefined);
  const [processor] = processors;
  if (processors.length !== 1)
    state.fail('There must be exactly one of the following fields: [ItemProcessor, Iterator]');
  if (processor !== undefined) checkProcessor(processor, name);
  return {
    type: 'Map',
    ...flow(state, name),
    ...fallible(state),
    items: state.arrayTemplate('Items'),
    itemSelector: state.template('ItemSelector'),
    processor: processor === undefined ? NOWHERE : readGraph(processor),
    maxConcurrency: state.integerTemplate('MaxConcurrency', COUNT),
    toleratedFailureCount: state.integerTemplate('ToleratedFailureCount', COUNT),
    toleratedFailurePercentage: state.integerTemplate('ToleratedFailurePercentage', {
      min: 0,
      max: 100,
      isInteger: false,
    }),
  };
}

function checkProcessor(processor: Reader, name: string): void {
  checkFields(processor, ['StartAt', 'States', 'ProcessorConfig', 'Comment']);
  const mode = processor.object('ProcessorConfig')?.string('Mode') ?? 'INLINE';
  if (mode === 'DISTRIBUTED') processor.diagnostics.reportUnsupported(`the distributed map of state '${name}'`);
  else if (mode !== 'INLINE') {
    processor.fail('Value is not one of the allowed values: [INLINE, DISTRIBUTED]', 'ProcessorConfig/Mode');
  }
}

function flow(state: Reader, name: string) {
  const next = state.string('Next');
  const isEnd = state.boolean('End') ?? false;
  if (state.has('Next') === isEnd) {
    state.fail('There must be exactly one of the following fields: [End, Next]');
  }
  return {
    name,
    language: state.language,
    next,
    assign: readAssign(state),
    output: state.template('Output'),
  };
}

function readAssign(state: Reader) {
  state.object('Assign');
  return state.template('Assign');
}

function fallible(state: Reader) {
  return { retry: readRetriers(state), catch: readCatchers(state) };
}

/** Reports `key.$` members: JSONPath in a payload. */
export function reportPayloadTemplates(state: Reader): void {
  for (const field of ['Assign', 'ItemSelector']) {
    const value = state.source[field];
    if (value !== undefined && hasPathKey(value)) reportJsonPath(state, `${field} with keys that end in '.$'`);
  }
}

function hasPathKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => key.endsWith('.$') || hasPathKey(member));
}
