import { AwsError } from '../../service';
import { type Json, type JsonObject, isJsonObject, parseJson, utf8Bytes } from '../json';
import { MAX_DEFINITION_BYTES, MAX_NAME_LENGTH, MAX_TIMEOUT_SECONDS } from '../limits';
import { createDiagnostics } from './diagnostics';
import { checkFields, reportJsonPath, reportJsonataOnly } from './error-handling';
import { checkExpressions } from './expressions';
import { DISTRIBUTED_MAP_FIELDS, STATE_FIELDS, isJsonPathField, isJsonataField, isStateType } from './fields';
import { checkGraph } from './graph';
import { type Program, type QueryLanguage, type State, type StateGraph } from './program';
import { type Reader, createReader } from './reader';
import {
  type ReadGraph,
  readChoice,
  readFail,
  readMap,
  readParallel,
  readPass,
  readSucceed,
  readTask,
  readWait,
  reportPayloadTemplates,
} from './states';
import { checkVariables } from './variables';

const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'Version', 'TimeoutSeconds', 'QueryLanguage'];

/** Checking takes longer than a rehearsal's first minutes, and all rehearsals in a process deploy the same few machines. */
const programs = new Map<string, Program>();
const MOST_PROGRAMS = 100;

/** Checks a definition and prepares it to run; throws `InvalidDefinition` with everything that is wrong. */
export function parseDefinition(text: string): Program {
  const known = programs.get(text);
  if (known !== undefined) return known;
  const program = readDefinition(text);
  if (programs.size >= MOST_PROGRAMS) programs.clear();
  programs.set(text, program);
  return program;
}

function readDefinition(text: string): Program {
  if (utf8Bytes(text) > MAX_DEFINITION_BYTES) {
    throw new AwsError(
      'InvalidDefinition',
      `Invalid State Machine Definition: 'exceeds ${MAX_DEFINITION_BYTES} bytes'`,
    );
  }
  const diagnostics = createDiagnostics();
  const definition = parseJson(text);
  if (!isJsonObject(definition)) {
    diagnostics.report('INVALID_JSON_DESCRIPTION', 'Expected value of type Object', '/');
    diagnostics.finish();
  }
  const source: JsonObject = isJsonObject(definition) ? definition : {};
  const language = readLanguage(source['QueryLanguage']) ?? 'JSONPath';
  const machine = createReader(source, '', { language, diagnostics });
  checkLanguage(machine);
  checkFields(machine, MACHINE_FIELDS);
  const timeoutSeconds = machine.number('TimeoutSeconds', { min: 1, max: MAX_TIMEOUT_SECONDS });
  const names = new Set<string>();
  const graph = readGraph(machine, { machineLanguage: language, names });
  checkVariables(graph, diagnostics);
  diagnostics.finish();
  return { ...graph, timeoutSeconds };
}

const READERS: {
  readonly [Type in State['type']]: (state: Reader, name: string, readInner: ReadGraph) => State;
} = {
  Pass: readPass,
  Task: readTask,
  Choice: readChoice,
  Wait: readWait,
  Succeed: readSucceed,
  Fail: readFail,
  Parallel: readParallel,
  Map: readMap,
};

interface MachineContext {
  /** Branches and processors inherit from the machine, not from the state they stand in. */
  readonly machineLanguage: QueryLanguage;
  readonly names: Set<string>;
}

function readGraph(graph: Reader, context: MachineContext): StateGraph {
  const startAt = graph.requiredString('StartAt');
  const states = new Map<string, State>();
  const source = graph.object('States');
  if (source === undefined) graph.fail("The field 'States' is required but was missing");
  else if (Object.keys(source.source).length === 0) graph.fail('Minimum number of properties is 1', 'States');
  for (const [name, value] of Object.entries(source?.source ?? {})) {
    const state = readState(graph, { name, value }, context);
    if (state !== undefined) states.set(name, state);
  }
  // Names that could not be read would show up again as missing targets.
  if (states.size === Object.keys(source?.source ?? {}).length && states.size > 0) checkGraph(graph, startAt, states);
  return { startAt, states };
}

function readState(
  graph: Reader,
  { name, value }: { readonly name: string; readonly value: Json },
  context: MachineContext,
): State | undefined {
  const path = `${graph.path}/States/${name}`;
  const { diagnostics } = graph;
  if (!isJsonObject(value)) {
    diagnostics.report('SCHEMA_VALIDATION_FAILED', 'Expected value of type Object', path);
    return undefined;
  }
  if (name.length > MAX_NAME_LENGTH) {
    diagnostics.report('SCHEMA_VALIDATION_FAILED', `State name exceeds maximum length of ${MAX_NAME_LENGTH}`, path);
  }
  if (context.names.has(name)) diagnostics.report('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, path);
  context.names.add(name);
  const language = readLanguage(value['QueryLanguage']) ?? context.machineLanguage;
  const state = createReader(value, path, { language, diagnostics });
  checkLanguage(state);
  if (context.machineLanguage === 'JSONata' && language === 'JSONPath') {
    state.fail("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  }
  const read = readByType(state, name, (inner) => readGraph(inner, context));
  if (language === 'JSONata') checkExpressions(state);
  else reportPayloadTemplates(state);
  return read;
}

function readByType(state: Reader, name: string, readInner: ReadGraph): State | undefined {
  const type = state.requiredString('Type');
  if (!isStateType(type)) {
    if (type !== '') {
      state.fail(`Value is not one of the allowed values: [${Object.keys(STATE_FIELDS).join(', ')}]`, 'Type');
    }
    return undefined;
  }
  checkStateFields(state, name, type);
  return READERS[type](state, name, readInner);
}

function checkStateFields(state: Reader, name: string, type: State['type']): void {
  for (const field of Object.keys(state.source)) {
    // A literal `Result` is the one field of JSONPath that needs no path.
    if (field === 'Result' && type === 'Pass' && state.language === 'JSONPath') continue;
    if (isJsonPathField(type, field)) reportJsonPath(state, field);
    else if (type === 'Map' && DISTRIBUTED_MAP_FIELDS.includes(field)) {
      state.diagnostics.reportUnsupported(`the distributed map of state '${name}' (${field})`);
    } else if (!STATE_FIELDS[type].includes(field)) state.fail(`Field '${field}' is not supported`);
    else if (state.language === 'JSONPath' && isJsonataField(field)) reportJsonataOnly(state, field);
  }
}

function readLanguage(value: Json | undefined): QueryLanguage | undefined {
  return value === 'JSONata' || value === 'JSONPath' ? value : undefined;
}

function checkLanguage(reader: Reader): void {
  if (reader.has('QueryLanguage') && readLanguage(reader.source['QueryLanguage']) === undefined) {
    reader.fail('Value is not one of the allowed values: [JSONPath, JSONata]', 'QueryLanguage');
  }
}
