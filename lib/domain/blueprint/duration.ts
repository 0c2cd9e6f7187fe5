const SECONDS: Readonly<Record<string, number>> = {
  ...unit(86_400, 'd', 'day', 'days'),
  ...unit(3_600, 'h', 'hr', 'hour', 'hours'),
  ...unit(60, 'm', 'min', 'mins', 'minute', 'minutes'),
  ...unit(1, 's', 'sec', 'second', 'seconds'),
  ...unit(0.001, 'ms'),
};

const ISO_8601 = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const PART = /(\d+(?:\.\d+)?)\s*([a-z]+)\s*/gy;

/** Longer than this is a slip of the pen: nothing here waits for more than days. */
const LONGEST = 365 * 86_400;

/**
 * Reads a duration as people write it (`90s`, `10m`, `1h30m`, `1.5 hours`, `7d`, `PT10M`) in seconds, to the
 * millisecond. A number without a unit is not a duration: nobody can tell minutes from seconds.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  const seconds = trimmed.startsWith('P') ? parseIso(trimmed) : parseParts(trimmed);
  return seconds === undefined || seconds > LONGEST ? undefined : seconds;
}

/** Writes seconds the short way, e.g. `1h30m`; the smallest unit shown is the millisecond. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  let text = '';
  for (const [name, milliseconds] of UNITS) {
    const count = Math.floor(rest / milliseconds);
    if (count > 0) text += `${count}${name}`;
    rest -= count * milliseconds;
  }
  return text === '' ? '0s' : text;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

function parseParts(text: string): number | undefined {
  let seconds = 0;
  let end = 0;
  let previous = Number.POSITIVE_INFINITY;
  for (const [part, amount, name = ''] of text.matchAll(PART)) {
    const size = SECONDS[name];
    // `30m1h` and `5m5m` are more likely typing mistakes than durations.
    if (size === undefined || size >= previous) return undefined;
    seconds += Number(amount) * size;
    previous = size;
    end += part.length;
  }
  return end === 0 || end < text.length ? undefined : toMilliseconds(seconds);
}

function parseIso(text: string): number | undefined {
  const match = ISO_8601.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return toMilliseconds(Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function unit(seconds: number, ...names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, seconds]));
}
