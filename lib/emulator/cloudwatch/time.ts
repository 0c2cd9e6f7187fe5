export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ['January', 'February', 'March', 'April', 'May', 'June'],
  ['July', 'August', 'September', 'October', 'November', 'December'],
].flat();

/** `2019-10-02T17:04:40.989+0000`: alarms do not use RFC 3339's `Z`. */
export function alarmTimestamp(time: number): string {
  return new Date(time).toISOString().replace('Z', '+0000');
}

/** `02/10/19 16:59:00`, as in the reason of a threshold alarm. */
export function reasonTimestamp(time: number): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split('T');
  const [year = '', month, day] = date.split('-');
  return `${day}/${month}/${year.slice(2)} ${clock.slice(0, 8)}`;
}

/** `Friday 22 July, 2022 15:57:45 UTC`, as in the reason of a composite alarm. */
export function longTimestamp(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, '0');
  const clock = date.toISOString().slice(11, 19);
  return `${WEEKDAYS[date.getUTCDay()]} ${day} ${MONTHS[date.getUTCMonth()]}, ${date.getUTCFullYear()} ${clock} UTC`;
}

export function floorTo(time: number, unit: number): number {
  return Math.floor(time / unit) * unit;
}
