/** Is told what time it is for AWS, epoch milliseconds to the second. */
export type OnDate = (at: number) => void;

/** The `Date` header of an answer as the SDK's middleware sees it. */
export function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const at = Date.parse(String(headers.date));
  return Number.isNaN(at) ? undefined : at;
}
