import { UsageError } from '../command';

/** Which release is meant: one of an endpoint by its number, or the endpoint's newest. */
export interface Reference {
  readonly endpoint: string;
  readonly number?: number;
}

/** Reads `ENDPOINT` or `ENDPOINT/NUMBER`. */
export function parseReference(text: string): Reference {
  const match = /^([A-Za-z0-9](?:-*[A-Za-z0-9])*)(?:[/#](\d{1,9}))?$/.exec(text);
  if (match?.[1] === undefined || match[1].length > 63) {
    throw new UsageError(`${JSON.stringify(text)} names no release; write the endpoint's name, or ENDPOINT/NUMBER`);
  }
  return match[2] === undefined ? { endpoint: match[1] } : { endpoint: match[1], number: Number(match[2]) };
}

/** A release as people write it. */
export function formatReference(endpoint: string, number: number): string {
  return `${endpoint}/${number}`;
}
