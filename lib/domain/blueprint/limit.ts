import type { Limit } from './blueprint';

/** A limit taken apart, before anybody knows what it limits. */
export interface WrittenLimit {
  readonly comparison: Limit['comparison'];
  readonly amount: number;
  readonly unit: '' | '%' | 'us' | 'ms' | 's';
  readonly text: string;
}

const LIMIT = /^(<=|>=|<|>|≤|≥)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(%|us|µs|μs|ms|s)?$/;

const COMPARISONS: Readonly<Record<string, Limit['comparison']>> = {
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
};

const UNITS: Readonly<Record<string, WrittenLimit['unit']>> = {
  '': '',
  '%': '%',
  us: 'us',
  µs: 'us',
  μs: 'us',
  ms: 'ms',
  s: 's',
};

/** Reads `< 0.5%`, `<300ms`, `>= 98 %` or `> 12`. */
export function parseLimit(text: string): WrittenLimit | undefined {
  const trimmed = text.trim();
  const [, sign = '', amount = '', suffix = ''] = LIMIT.exec(trimmed) ?? [];
  const comparison = COMPARISONS[sign];
  const unit = UNITS[suffix];
  const value = Number(amount);
  if (comparison === undefined || unit === undefined || !Number.isFinite(value)) return undefined;
  return { comparison, amount: value, unit, text: trimmed };
}
