import { MAX_TIMEOUT_SECONDS } from '../limits';
import { type Catcher, type Retrier } from './program';
import { type Reader } from './reader';

const MAX_DELAY_SECONDS = 31_622_400;
const UNSUPPORTED_IN_CATCH = ['ResultPath'];

const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment', ...UNSUPPORTED_IN_CATCH];

/** Reads `Retry`. */
export function readRetriers(state: Reader): readonly Retrier[] {
  const readers = state.objects('Retry');
  return readers.map((reader, index) => {
    checkFields(reader, RETRIER_FIELDS);
    const jitter = reader.string('JitterStrategy');
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE') {
      reader.fail('Value is not one of the allowed values: [FULL, NONE]', 'JitterStrategy');
    }
    return {
      errorEquals: readErrorEquals(reader, index === readers.length - 1),
      intervalSeconds: reader.number('IntervalSeconds', { min: 1, max: MAX_TIMEOUT_SECONDS }) ?? 1,
      maxAttempts: reader.number('MaxAttempts', { min: 0, max: MAX_TIMEOUT_SECONDS }) ?? 3,
      backoffRate: reader.number('BackoffRate', { min: 1, max: Number.POSITIVE_INFINITY, isInteger: false }) ?? 2,
      maxDelaySeconds: reader.number('MaxDelaySeconds', { min: 1, max: MAX_DELAY_SECONDS }),
      hasFullJitter: jitter === 'FULL',
    };
  });
}

/** Reads `Catch`. */
export function readCatchers(state: Reader): readonly Catcher[] {
  const readers = state.objects('Catch');
  return readers.map((reader, index) => {
    checkFields(reader, CATCHER_FIELDS);
    for (const field of UNSUPPORTED_IN_CATCH.filter((name) => reader.has(name))) reportJsonPath(reader, field);
    if (reader.language === 'JSONPath' && reader.has('Output')) reportJsonataOnly(reader, 'Output');
    return {
      errorEquals: readErrorEquals(reader, index === readers.length - 1),
      next: reader.requiredString('Next'),
      assign: reader.template('Assign', `Catch[${index}]/Assign`),
      output: reader.template('Output', `Catch[${index}]/Output`),
    };
  });
}

function readErrorEquals(reader: Reader, isLast: boolean): readonly string[] {
  const names = reader.strings('ErrorEquals');
  if (!reader.has('ErrorEquals')) reader.fail("The field 'ErrorEquals' is required but was missing");
  else if (names.length === 0) reader.fail('Minimum number of items is 1', 'ErrorEquals');
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    reader.fail("'States.ALL' must appear alone, and in the last Retrier or Catcher", 'ErrorEquals');
  }
  return names;
}

/** Reports fields that the object cannot have. */
export function checkFields(reader: Reader, allowed: readonly string[]): void {
  for (const field of Object.keys(reader.source)) {
    if (!allowed.includes(field)) reader.fail(`Field '${field}' is not supported`);
  }
}

/** Reports a field of JSONPath: wrong in a JSONata state, beyond the emulator in a JSONPath state. */
export function reportJsonPath(reader: Reader, field: string): void {
  if (reader.language === 'JSONata') {
    reader.fail(
      `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
    );
    return;
  }
  reader.diagnostics.reportUnsupported(`the JSONPath field '${field}' at ${reader.path}`);
}

/** Reports a field of JSONata in a JSONPath state. */
export function reportJsonataOnly(reader: Reader, field: string): void {
  reader.fail(
    `The QueryLanguage is set to 'JSONPath', but field '${field}' is only supported for the 'JSONata' QueryLanguage`,
  );
}
