import { type State } from './program';

type StateType = State['type'];

const COMMON = ['Type', 'Comment', 'QueryLanguage'];
const FLOW = [...COMMON, 'Next', 'End', 'Assign', 'Output'];
const FALLIBLE = [...FLOW, 'Retry', 'Catch'];

/** The fields of each type of state that both the language and the emulator have. */
export const STATE_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: [...FLOW, 'Result'],
  Task: [...FALLIBLE, 'Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', 'Credentials'],
  Choice: [...COMMON, 'Choices', 'Default', 'Assign', 'Output'],
  Wait: [...FLOW, 'Seconds', 'Timestamp'],
  Succeed: [...COMMON, 'Output'],
  Fail: [...COMMON, 'Error', 'Cause'],
  Parallel: [...FALLIBLE, 'Branches', 'Arguments'],
  Map: [
    ...FALLIBLE,
    'ItemProcessor',
    'Iterator',
    'Items',
    'ItemSelector',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
  ],
};

/** Fields of a map whose items are executions of their own. */
export const DISTRIBUTED_MAP_FIELDS: readonly string[] = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'];

/** Fields that only a JSONPath state has, by the types that have them. */
const JSONPATH_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: ['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'Result'],
  Task: [
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'TimeoutSecondsPath',
    'HeartbeatSecondsPath',
  ],
  Choice: ['InputPath', 'OutputPath'],
  Wait: ['InputPath', 'OutputPath', 'SecondsPath', 'TimestampPath'],
  Succeed: ['InputPath', 'OutputPath'],
  Fail: ['ErrorPath', 'CausePath'],
  Parallel: ['InputPath', 'OutputPath', 'ResultPath', 'Parameters', 'ResultSelector'],
  Map: [
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'ItemsPath',
    'MaxConcurrencyPath',
    'ToleratedFailureCountPath',
    'ToleratedFailurePercentagePath',
  ],
};

const JSONATA_FIELDS: readonly string[] = ['Output', 'Arguments', 'Items'];

export function isJsonPathField(type: StateType, field: string): boolean {
  return JSONPATH_FIELDS[type].includes(field);
}

export function isJsonataField(field: string): boolean {
  return JSONATA_FIELDS.includes(field);
}

export function isStateType(type: string): type is StateType {
  return Object.hasOwn(STATE_FIELDS, type);
}
