/** Something about a sentinel that makes it blind, deaf or hysterical. */
export interface Finding {
  /** `refuse`: it cannot do what it is there for. `warn`: it may, but probably not as its owner thinks. */
  readonly severity: 'refuse' | 'warn';
  /** A sentence for people. */
  readonly text: string;
}

/** A finding that keeps the release from starting. */
export function refusal(text: string): Finding {
  return { severity: 'refuse', text };
}

/** A finding that is told. */
export function warning(text: string): Finding {
  return { severity: 'warn', text };
}
