import jsonata from 'jsonata';

const FORMAT = jsonata('$fromMillis($millis, $picture, $timezone)');

/** JSONata's `$now(picture, timezone)` for a given time. */
export function formatMillis(millis: number, picture: unknown, timezone: unknown): Promise<unknown> {
  return FORMAT.evaluate(undefined, { millis, picture, timezone });
}
