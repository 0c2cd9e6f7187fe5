/** What a person wants an endpoint to go back to. */
export type Wanted =
  /** What served before, also where that was left by a rollback. */
  | { readonly kind: 'previous' }
  | { readonly kind: 'release'; readonly number: number }
  /** The newest release of this blueprint that completed. */
  | { readonly kind: 'id'; readonly id: string };

/** What may be written, for whoever has written something else. */
export const WANTED = "previous, a release's number, or a blueprint's id";

/** Reads what a person wants; `undefined` where it cannot be read, so that nobody is taken somewhere else. */
export function parseWanted(endpoint: string, written: unknown): Wanted | undefined {
  if ((typeof written !== 'string' && typeof written !== 'number') || written === '') return undefined;
  const text = String(written);
  if (text === 'previous') return { kind: 'previous' };
  const prefix = [`${endpoint}/`, `${endpoint}#`].find((one) => text.startsWith(one)) ?? '';
  const digits = text.slice(prefix.length);
  return /^[1-9]\d{0,8}$/.test(digits) ? { kind: 'release', number: Number(digits) } : { kind: 'id', id: text };
}

/** What a person wants, as it is said in a sentence. */
export function formatWanted(endpoint: string, wanted: Wanted): string {
  switch (wanted.kind) {
    case 'previous':
      return 'what served before';
    case 'release':
      return `${endpoint}/${wanted.number}`;
    case 'id':
      return wanted.id;
  }
}
