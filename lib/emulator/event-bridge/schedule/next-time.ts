/** The first time of a schedule after epoch millisecond `after`, if there is one. */
export type NextTime = (after: number) => number | undefined;
