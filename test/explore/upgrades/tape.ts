/** One visit of a state, as a version of the stack has played it: what the function got, read and answered. */
export interface Visit {
  /** Construct id of the function. */
  readonly function: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly payload: unknown;
  /** Where the state machine went from here. */
  readonly next: string | undefined;
  /** Answers of AWS in their order, by `Service.Operation`. */
  readonly answers: Readonly<Record<string, readonly unknown[]>>;
}
