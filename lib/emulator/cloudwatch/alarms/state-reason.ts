import { alarmTimestamp, reasonTimestamp } from '../time';
import { COMPARISONS, type Comparison, type MissingData, type NextState, type StateValue } from './alarm';
import { javaNumber } from './java-number';
import type { Judgement, Verdict } from './judge';

/** One period of an evaluation. */
export interface Datapoint {
  /** Epoch milliseconds of the period's start. */
  readonly timestamp: number;
  readonly value: number | undefined;
  readonly sampleCount: number | undefined;
  readonly verdict: Verdict;
}

/** All that goes into the words about an evaluation. */
export interface Evaluation {
  readonly now: number;
  /** Newest first. */
  readonly datapoints: readonly Datapoint[];
  readonly judgement: Judgement;
  readonly evaluationPeriods: number;
  /** As asked: the words differ when it was given. */
  readonly datapointsToAlarm: number | undefined;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly missingData: MissingData;
  /** Absent for metric math. */
  readonly statistic: string | undefined;
  readonly unit: string | undefined;
  readonly periodSeconds: number;
}

/** From this many data points on they move from the sentence to its end, and only the newest are listed. */
const LISTED_AT_MOST = 5;

/** The next state with reason and data, in the words of CloudWatch. */
export function describeEvaluation(value: StateValue, evaluation: Evaluation): NextState {
  return { value, reason: reasonOf(value, evaluation), reasonData: reasonData(value, evaluation) };
}

function reasonOf(value: StateValue, evaluation: Evaluation): string {
  const { judgement, evaluationPeriods, missingData } = evaluation;
  if (value === 'INSUFFICIENT_DATA') return `Insufficient Data: ${datapoints(evaluationPeriods)} unknown.`;
  const filled = missingData === 'breaching' || missingData === 'notBreaching' ? judgement.filled : 0;
  if (filled === 0) return thresholdReason(value, evaluation);
  const { length } = judgement.used;
  const received = length === 0 ? 'no datapoints were' : datapoints(length);
  const periods = `${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'}`;
  const treated = missingData === 'breaching' ? 'Breaching' : 'NonBreaching';
  return `Threshold Crossed: ${received} received for ${periods} and ${datapoints(filled, 'missing ')} treated as [${treated}].`;
}

function thresholdReason(value: StateValue, evaluation: Evaluation): string {
  const { datapointsToAlarm: asked, evaluationPeriods } = evaluation;
  const deciding = decidingPoints(value, evaluation);
  const listed = deciding.map(
    ({ value: number, timestamp }) => `${javaNumber(number ?? 0)} (${reasonTimestamp(timestamp)})`,
  );
  const count = deciding.length;
  const noun = asked === undefined && count === 1 ? 'datapoint' : 'datapoints';
  const of = asked === undefined ? '' : `out of the last ${evaluationPeriods} `;
  const not = value === 'OK' ? 'not ' : '';
  const crossed =
    `${count === 1 ? 'was' : 'were'} ${not}${COMPARISONS[evaluation.comparison].words}` +
    ` the threshold (${javaNumber(evaluation.threshold)})`;
  const minimum = asked === undefined ? '' : ` (${minimumFor(value, evaluationPeriods, asked)})`;
  if (count < LISTED_AT_MOST) {
    return `Threshold Crossed: ${count} ${of}${noun} [${listed.join(', ')}] ${crossed}${minimum}.`;
  }
  const newest = listed.slice(0, LISTED_AT_MOST).join(', ');
  return (
    `Threshold Crossed: ${count} ${of}${noun} ${crossed}. ` +
    `The most recent datapoints which crossed the threshold: [${newest}]${minimum}.`
  );
}

/** `minimum 2 datapoints for OK -> ALARM transition`, whatever the state before. */
function minimumFor(value: StateValue, evaluationPeriods: number, datapointsToAlarm: number): string {
  const needed = value === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const direction = value === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return `minimum ${needed} datapoint${needed === 1 ? '' : 's'} for ${direction} transition`;
}

/** The real data points that speak for the state, newest first. */
function decidingPoints(value: StateValue, { datapoints: all, judgement }: Evaluation): readonly Datapoint[] {
  const used = judgement.used.flatMap((index) => all[index] ?? []);
  const speaking = used.filter(({ verdict }) => verdict === (value === 'ALARM' ? 'breaching' : 'fine'));
  // An early breach under `missing` can leave an alarm OK without a single data point that speaks for it.
  return speaking.length === 0 ? used : speaking;
}

function datapoints(count: number, adjective = ''): string {
  return `${count} ${adjective}${count === 1 ? 'datapoint was' : 'datapoints were'}`;
}

/** Built by hand, because its numbers are printed as in the reason (`2.0`). */
function reasonData(value: StateValue, evaluation: Evaluation): string {
  const { now, datapoints: all, judgement, statistic, unit, periodSeconds } = evaluation;
  const oldestFirst = judgement.used.toReversed().flatMap((index) => all[index] ?? []);
  const members = [
    `"version":"1.0"`,
    `"queryDate":"${alarmTimestamp(now)}"`,
    ...oldestFirst.slice(0, 1).map(({ timestamp }) => `"startDate":"${alarmTimestamp(timestamp)}"`),
    ...(unit === undefined ? [] : [`"unit":${JSON.stringify(unit)}`]),
    ...(statistic === undefined ? [] : [`"statistic":${JSON.stringify(statistic)}`]),
    `"period":${periodSeconds}`,
    `"recentDatapoints":[${oldestFirst.map(({ value: number }) => javaNumber(number ?? 0)).join(',')}]`,
    `"threshold":${javaNumber(evaluation.threshold)}`,
    `"evaluatedDatapoints":[${evaluatedPoints(value, evaluation).map(evaluatedDatapoint).join(',')}]`,
  ];
  return `{${members.join(',')}}`;
}

/** Those that were enough to decide, newest first. */
function evaluatedPoints(value: StateValue, evaluation: Evaluation): readonly Datapoint[] {
  const { judgement, evaluationPeriods, datapoints: all } = evaluation;
  if (judgement.filled > 0) return all.slice(0, evaluationPeriods);
  const toAlarm = evaluation.datapointsToAlarm ?? evaluationPeriods;
  const needed = value === 'ALARM' ? toAlarm : evaluationPeriods - toAlarm + 1;
  return decidingPoints(value, evaluation).slice(0, needed);
}

function evaluatedDatapoint({ timestamp, sampleCount, value }: Datapoint): string {
  const members = [`"timestamp":"${alarmTimestamp(timestamp)}"`];
  if (value !== undefined && sampleCount !== undefined) members.push(`"sampleCount":${javaNumber(sampleCount)}`);
  if (value !== undefined) members.push(`"value":${javaNumber(value)}`);
  return `{${members.join(',')}}`;
}
