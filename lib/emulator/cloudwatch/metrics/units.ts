const AMOUNTS = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'];
const BITS = ['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'];

/** All units of CloudWatch. */
export const UNITS: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...AMOUNTS,
  ...BITS,
  'Percent',
  'Count',
  ...AMOUNTS.map((amount) => `${amount}/Second`),
  ...BITS.map((amount) => `${amount}/Second`),
  'Count/Second',
  'None',
];
