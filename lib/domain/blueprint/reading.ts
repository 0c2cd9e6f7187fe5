import { nearest } from './nearest';

/** What became of a value: read, or refused with the rest of a sentence that starts with its path. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly allowed?: string };

/** Accepts a value. */
export function accept<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** Refuses a value; without `allowed` the table of keys says what is. */
export function refuse(message: string, allowed?: string): Reading<never> {
  return { ok: false, message, ...(allowed === undefined ? {} : { allowed }) };
}

/** The end of a sentence that proposes the word meant, or nothing. */
export function suggest(word: string, known: Iterable<string>): string {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `, did you mean ${meant}?`;
}
