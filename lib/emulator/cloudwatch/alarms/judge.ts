import type { MissingData, StateValue } from './alarm';

/** A period as an alarm sees it; `undefined` where there is no data point. */
export type Verdict = 'breaching' | 'fine' | undefined;

export interface JudgeInput {
  /** The evaluation range, newest first; longer than `evaluationPeriods`. */
  readonly verdicts: readonly Verdict[];
  /** N */
  readonly evaluationPeriods: number;
  /** M */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
  readonly youngBreach: 'ok' | 'retain';
}

export interface Judgement {
  readonly value: StateValue | 'retain';
  /** Indexes of the real data points that decided, newest first. */
  readonly used: readonly number[];
  /** How many missing data points were filled in with the setting for missing data. */
  readonly filled: number;
}

/**
 * The state that a range of data points calls for. With N real points in the range the newest N decide and the setting
 * for missing data is not used. With fewer, all real points count and the setting fills the shortfall only.
 */
export function judge(input: JudgeInput): Judgement {
  const { verdicts, evaluationPeriods, datapointsToAlarm, missingData } = input;
  const real = verdicts.flatMap((verdict, index) => (verdict === undefined ? [] : [index]));
  const used = real.slice(0, evaluationPeriods);
  const breaching = used.filter((index) => verdicts[index] === 'breaching').length;
  const filled = evaluationPeriods - used.length;
  const decide = (count: number): StateValue => (count >= datapointsToAlarm ? 'ALARM' : 'OK');

  if (filled === 0) return { value: decide(breaching), used, filled };
  if (missingData === 'breaching') return { value: decide(breaching + filled), used, filled };
  if (missingData === 'notBreaching') return { value: decide(breaching), used, filled };
  if (used.length === 0) {
    return { value: missingData === 'ignore' ? 'retain' : 'INSUFFICIENT_DATA', used, filled };
  }
  if (breaching < used.length || breaching >= datapointsToAlarm) return { value: decide(breaching), used, filled };
  if (missingData === 'ignore') return { value: 'retain', used, filled };
  // Nothing but breaches, too few of them: ALARM all the same once the oldest is M periods old ("premature alarm").
  const isOld = (used.at(-1) ?? 0) >= datapointsToAlarm - 1;
  if (isOld) return { value: 'ALARM', used, filled };
  return { value: input.youngBreach === 'ok' ? 'OK' : 'retain', used, filled };
}
