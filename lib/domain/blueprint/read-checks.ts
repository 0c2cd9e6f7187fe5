import { isAddress, isForbiddenAddress } from '../addresses';
import { isTimeZone, readDays, readHours, type Weekday } from './caution';
import type { BreachPolicy } from '../look/policy';
import { accept, refuse, type Reading } from './reading';

const HOST = /^(?=.{1,253}$)[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,62})(?:\.[a-zA-Z0-9_](?:[a-zA-Z0-9_-]{0,62}))*\.?$/;
const LONGEST_URL = 2048;
const UNREACHABLE = 'is an address of the checking machine itself, of its link or of a metadata service';

/** Reads the address of an HTTP check; where its name leads is looked at again when it is asked. */
export function readUrl(written: unknown): Reading<string> {
  if (typeof written !== 'string') return refuse('is not text');
  const url = written.length <= LONGEST_URL && URL.canParse(written) ? new URL(written) : undefined;
  if (url === undefined) return refuse('is not a URL');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('is neither http nor https');
  if (url.username !== '' || url.password !== '') return refuse('carries a password, which everybody could read');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isAddress(host) && isForbiddenAddress(host) ? refuse(UNREACHABLE) : accept(url.href);
}

/** Reads the host of a TCP check: a name or an address. */
export function readHost(written: unknown): Reading<string> {
  if (typeof written !== 'string') return refuse('is not text');
  if (isAddress(written)) return isForbiddenAddress(written) ? refuse(UNREACHABLE) : accept(written);
  return HOST.test(written) ? accept(written) : refuse('is not a host');
}

/** Reads what a function is given: anything that JSON can hold. */
export function readPayload(written: unknown): Reading<unknown> {
  return accept(written);
}

const HEAVIEST = 1000;

/** Reads `any`, `all` or weights: one value, because none of its parts means anything alone. */
export function readPolicy(written: unknown): Reading<BreachPolicy> {
  if (written === 'any' || written === 'all') return accept({ kind: written });
  if (!isMap(written)) return refuse('is not a policy');
  const { weights, atLeast, ...others } = written;
  const [other] = Object.keys(others);
  if (other !== undefined) return refuse(`has the unknown key ${other}`);
  if (!isMap(weights)) return refuse('has no weights');
  const heavy = Object.entries(weights).filter((entry): entry is [string, number] => isWeight(entry[1]));
  if (heavy.length < Object.keys(weights).length) return refuse('has a weight that is not a number from 0 to 1000');
  if (!isWeight(atLeast) || atLeast === 0) return refuse('does not say from what weight on it acts');
  return accept({ kind: 'weights', weights: Object.fromEntries(heavy), atLeast });
}

function isMap(written: unknown): written is Readonly<Record<string, unknown>> {
  return typeof written === 'object' && written !== null && !Array.isArray(written);
}

function isWeight(written: unknown): written is number {
  return typeof written === 'number' && written >= 0 && written <= HEAVIEST;
}

/** Reads an IANA time zone. */
export function readTimeZone(written: unknown): Reading<string> {
  return typeof written === 'string' && isTimeZone(written) ? accept(written) : refuse('is not a time zone');
}

/** Reads `08:00-18:00`. */
export function readHoursOfDay(written: unknown): Reading<{ readonly from: number; readonly to: number }> {
  const hours = typeof written === 'string' ? readHours(written) : undefined;
  return hours === undefined ? refuse('are not hours of a day') : accept(hours);
}

/** Reads `mon-fri`, `sat` or a list of such. */
export function readWeekdays(written: unknown): Reading<readonly Weekday[]> {
  const words: readonly unknown[] = Array.isArray(written) ? written : [written];
  const days = words.map((word) => (typeof word === 'string' ? readDays(word.toLowerCase()) : undefined));
  if (days.length === 0 || days.includes(undefined)) return refuse('are not days of a week');
  return accept([...new Set(days.flatMap((some) => some ?? []))]);
}
