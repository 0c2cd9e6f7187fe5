import type jsonata from 'jsonata';

/** Deepest nesting of one evaluation on AWS. */
const MAX_DEPTH = 100;

/** AWS allows a second; a count of steps ends an endless expression at the same place in every run. */
const MAX_STEPS = 1_000_000;

/** Numbers in the longest sequence AWS builds, and characters in the longest string. */
const MAX_SEQUENCE = 873_782;
const MAX_CHARACTERS = MAX_SEQUENCE * 8;

/** No expression can spell this name, so none can read or replace the meter. */
const METER = '#meter';

const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

interface Meter {
  readonly now: Date;
  depth: number;
  steps: number;
}

interface Frame {
  timestamp: Date;
  lookup(name: string): Meter;
}

/** Keeps every evaluation of `expression` within AWS's limits of depth, time and memory. */
export function boundEvaluation(expression: jsonata.Expression): void {
  bindHook(expression, ENTRY, (_node, _input, frame) => {
    const meter = frame.lookup(METER);
    // A time given in part (`$toMillis('10:30', …)`) is completed from the frame's clock.
    if (meter.steps++ === 0) frame.timestamp = meter.now;
    if (meter.steps > MAX_STEPS) throw new Error('Expression evaluation timeout: Check for infinite loop');
    if (++meter.depth > MAX_DEPTH) {
      throw new Error(
        'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
      );
    }
  });
  bindHook(expression, EXIT, (_node, _input, frame, result) => {
    frame.lookup(METER).depth--;
    const isTooLarge =
      (Array.isArray(result) && result.length > MAX_SEQUENCE) ||
      (typeof result === 'string' && result.length > MAX_CHARACTERS);
    if (isTooLarge) {
      throw new Error('Expression evaluation memory limit exceeded: Check for excessive memory usage');
    }
  });
}

/** The binding that one evaluation needs for its bounds. */
export function startMeter(now: number): Readonly<Record<string, Meter>> {
  return { [METER]: { now: new Date(now), depth: 0, steps: 0 } };
}

function bindHook(
  expression: jsonata.Expression,
  hook: symbol,
  callback: (node: unknown, input: unknown, frame: Frame, result: unknown) => void,
): void {
  // JSONata's own types know only names that are strings; the hooks are symbols.
  const target: { assign(name: string | symbol, value: unknown): void } = expression;
  target.assign(hook, callback);
}
