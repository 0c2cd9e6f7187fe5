/** Behaviour of CloudWatch that could not be confirmed. The defaults are the less convenient of the possible ones. */
export interface CloudWatchSwitches {
  /**
   * How many data points beyond `EvaluationPeriods` an evaluation looks at. AWS shows 5 for 3 and leaves the rest open.
   * @default 2
   */
  readonly extraDatapoints: number;
  /**
   * State of an alarm with `missing` data whose few data points all breach but are too young for a premature ALARM.
   * @default 'ok' an early breach looks healthy
   */
  readonly youngBreach: 'ok' | 'retain';
  /**
   * Whether FILL makes data points of a series that has none at all in the range.
   * @default false
   */
  readonly fillEmptySeries: boolean;
  /**
   * What DeleteAlarms answers when a name is unknown (the known ones are deleted either way).
   * @default 'error'
   */
  readonly deleteUnknownAlarm: 'error' | 'ignore';
  /**
   * Seconds after the minute at which alarms are evaluated; AWS gives every alarm an offset of its own.
   * @default 5
   */
  readonly evaluationOffset: number;
  /**
   * Seconds until a new or changed composite alarm is evaluated.
   * @default 1
   */
  readonly compositeDelay: number;
}

export const DEFAULT_SWITCHES: CloudWatchSwitches = {
  extraDatapoints: 2,
  youngBreach: 'ok',
  fillEmptySeries: false,
  deleteUnknownAlarm: 'error',
  evaluationOffset: 5,
  compositeDelay: 1,
};
