import { parseDuration } from './duration';
import { versionIn } from '../opening/model-packages';
import { parsePercent } from './percent';
import { TRAFFIC, type Range } from './keys';
import { accept, refuse, suggest, type Reading } from './reading';

const ASCII_TEXT = /^[\x20-\x7e]*[\x21-\x7e][\x20-\x7e]*$/;

/** Patterns of the names that AWS accepts, and of those that we build its names from. */
export const PATTERNS = {
  awsName: /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/,
  id: /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/,
  label: /^[a-zA-Z0-9][a-zA-Z0-9 ._%-]{0,39}$/,
  kpi: /^[a-zA-Z][a-zA-Z0-9_]{0,39}$/,
  /** Lambda takes an alias or a version after the name. */
  lambda: /^[a-zA-Z0-9-_]{1,64}(?::(?:\$LATEST|[a-zA-Z0-9-_]{1,128}))?$/,
  instanceType: /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/,
  mediaType: /^[\x21-\x2e\x30-\x7e]+\/[\x20-\x7e]{1,200}$/,
  // Control characters are the only ones CloudWatch does not take in an alarm's name.
  alarm: /^(?!arn:)[^\p{Cc}]{1,255}$/u,
  namespace: /^[^:\p{Cc}][^\p{Cc}]{0,254}$/u,
  metric: /^[^\p{Cc}]{1,255}$/u,
  expectedText: /^[^]{1,1000}$/,
} as const;

/** Reads text that matches a pattern. */
export function readText(pattern: RegExp): (written: unknown) => Reading<string> {
  return (written) => {
    if (typeof written === 'number' || typeof written === 'boolean') return refuse('is not text: put it in quotes');
    if (typeof written !== 'string') return refuse('is not text');
    if (written === '') return refuse('is empty');
    if (pattern.test(written)) return accept(written);
    return refuse(written.startsWith('arn:') ? 'is an ARN where a name is needed' : 'cannot be used');
  };
}

/** Reads one of a few words. */
export function readChoice<T extends string>(choices: readonly T[]): (written: unknown) => Reading<T> {
  return (written) => {
    const choice = choices.find((known) => known === written);
    if (choice !== undefined) return accept(choice);
    return refuse(`is not a choice${typeof written === 'string' ? suggest(written, choices) : ''}`);
  };
}

/** Reads a duration within a range; `tooShort` says why a shorter one is of no use. */
export function readDuration(range: Range, tooShort = 'is too short'): (written: unknown) => Reading<number> {
  return (written) => {
    const seconds = typeof written === 'string' ? parseDuration(written) : undefined;
    if (seconds === undefined) return refuse('is not a duration');
    if (seconds < range.least) return refuse(tooShort);
    if (seconds > range.most) return refuse('is too long');
    return accept(seconds);
  };
}

/** Reads a duration that a state machine can wait for: AWS counts in whole seconds. */
export function readWait(range: Range, tooShort?: string): (written: unknown) => Reading<number> {
  const read = readDuration(range, tooShort);
  return (written) => {
    const reading = read(written);
    return reading.ok && !Number.isInteger(reading.value) ? refuse('is not in whole seconds') : reading;
  };
}

/** Reads a share of the traffic, in percent. */
export function readTraffic(written: unknown): Reading<number> {
  if (typeof written === 'number' && written > 0 && written < 1) {
    return refuse(`could be ${written}% or ${written * 100}%: write the percent sign`);
  }
  const percent = typeof written === 'string' || typeof written === 'number' ? parsePercent(written) : undefined;
  if (percent === undefined) return refuse('is not a percentage');
  if (percent > TRAFFIC.most) return refuse('is more than all of the traffic');
  return percent < TRAFFIC.least ? refuse('is too little traffic') : accept(percent);
}

/** Reads a request's body: text as it stands, anything structured as JSON. */
export function readBody(written: unknown): Reading<string> {
  if (typeof written === 'object') return accept(JSON.stringify(written));
  if (typeof written !== 'string') return refuse('is neither text nor a map nor a list');
  return written === '' ? refuse('is empty') : accept(written);
}

/** Reads the ARN of a version in the Model Registry. */
export function readModelPackage(written: unknown): Reading<string> {
  if (typeof written !== 'string') return refuse('is not text');
  if (written === '') return refuse('is empty');
  if (versionIn(written) !== undefined) return accept(written);
  return refuse(
    written.includes(':model-package') ? 'is not the ARN of a version' : 'is not the ARN of a model package',
  );
}

/** Reads a number of instances. */
export function readInstances(written: unknown): Reading<number> {
  return readWhole({ least: 1, most: Number.MAX_SAFE_INTEGER })(written);
}

/** Reads a whole number within a range. */
export function readWhole({ least, most }: Range): (written: unknown) => Reading<number> {
  return (written) => {
    if (typeof written !== 'number' || !Number.isSafeInteger(written)) return refuse('is not a whole number');
    if (written < least) return refuse('is too few');
    return written > most ? refuse('is too many') : accept(written);
  };
}

/** Reads true or false. */
export function readFlag(written: unknown): Reading<boolean> {
  return typeof written === 'boolean' ? accept(written) : refuse('is neither true nor false');
}

/** Reads whole minutes: evidence comes by the minute. */
export function readMinutes(range: Range): (written: unknown) => Reading<number> {
  const read = readDuration(range);
  return (written) => {
    const reading = read(written);
    return reading.ok && reading.value % 60 !== 0 ? refuse('is not in whole minutes') : reading;
  };
}

/** Reads a dimension's value and refuses placeholders that nobody fills in. */
export function readDimension(written: unknown): Reading<string> {
  const reading = readText(ASCII_TEXT)(written);
  if (!reading.ok) return reading;
  if (reading.value.length > 1024) return refuse('is too long');
  const unknown = reading.value.match(/\{[^}]*\}/g)?.find((name) => name !== '{variant}' && name !== '{endpoint}');
  return unknown === undefined ? reading : refuse(`has the placeholder ${unknown}, which stands for nothing`);
}
