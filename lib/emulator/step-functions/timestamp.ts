const OFFSET_DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-8]):[0-5]\d)$/;

/** Epoch milliseconds of an ISO 8601 extended date-time with offset; `undefined` for anything else. */
export function parseTimestamp(text: string): number | undefined {
  const match = OFFSET_DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', zone = ''] = match;
  // Date.parse would take 31 February for a day in March.
  if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
  if (Number(hour) > 23) return undefined;
  const milliseconds = `${fraction}000`.slice(0, 3);
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}

/** Whether `text` is a timestamp that a Wait state accepts. */
export function isTimestamp(text: string): boolean {
  return parseTimestamp(text) !== undefined;
}
