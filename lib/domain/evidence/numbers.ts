import { failureRate, type Counts } from './counts';

/** Powers of e beyond this are written with an exponent; a thousand needs none. */
const PLAIN_BELOW = 1e3;

/** Made once: a new one for every number takes longer than all the statistics. */
const ENGLISH = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `12 of 480 candidate requests failed (2.50 %)`. */
export function describeCounts(counts: Counts, whose: string, verb = ''): string {
  const rate = failureRate(counts);
  if (rate === undefined) return `no ${whose} requests`;
  const noun = counts.requests === 1 ? 'request' : 'requests';
  return `${whole(counts.failures)} of ${whole(counts.requests)} ${whose} ${noun}${verb} (${percent(rate)})`;
}

/** `0.08 %`: two decimals, or two digits where those would read as zero. */
export function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 0.01 ? value.toPrecision(2) : value.toFixed(2)} %`;
}

/** `47,500`. */
export function whole(count: number): string {
  return ENGLISH.format(count);
}

/** A number given by its natural logarithm: `0.41`, `87`, `1.3e4`, `2.2e1043`; exp() of it may be out of range. */
export function fromLog(log: number): string {
  if (log < Math.log(PLAIN_BELOW)) return significant(Math.exp(log));
  const decimals = log / Math.LN10;
  let exponent = Math.floor(decimals);
  let mantissa = Math.round(10 ** (decimals - exponent + 1)) / 10;
  if (mantissa >= 10) [mantissa, exponent] = [1, exponent + 1];
  return `${mantissa}e${exponent}`;
}

/** Two significant digits; more where they stand before the point. */
export function significant(value: number): string {
  if (value >= 100) return whole(Math.round(value));
  return String(Number(value.toPrecision(2)));
}
