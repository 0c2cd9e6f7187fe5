/** An expression that gave no usable value: the text that Step Functions writes, and where in the state it happened. */
export class EvaluationFailure extends Error {
  /** E.g. `Output/name`; missing where no field is to blame. */
  readonly location: string | undefined;
  /**
   * Whether the expression itself was fine and only its value was refused later. Such a failure points at another
   * event in the history.
   */
  readonly isLate: boolean;

  constructor(message: string, location: string | undefined, isLate = false) {
    super(message);
    this.name = 'EvaluationFailure';
    this.location = location;
    this.isLate = isLate;
  }
}
