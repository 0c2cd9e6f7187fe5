import type { SmokeTest } from '../blueprint/blueprint';
import type { ProbeAnswer } from '../ports';

/** What is wrong with the answer to a smoke test, as a sentence; `undefined` if nothing is. */
export function findFlaw({ name, expect }: SmokeTest, answer: ProbeAnswer): string | undefined {
  if (!answer.ok) return `smoke test ${name} failed: ${answer.error ?? 'no answer'}`;
  if (expect.maxLatencySeconds !== undefined && answer.latency > expect.maxLatencySeconds) {
    return `smoke test ${name} was answered after ${answer.latency.toFixed(2)} s, and at most ${expect.maxLatencySeconds} s are allowed`;
  }
  if (expect.bodyContains !== undefined && !answer.body.includes(expect.bodyContains)) {
    const got = answer.body.slice(0, 200);
    return `smoke test ${name}: the answer does not contain ${JSON.stringify(expect.bodyContains)}; it is ${JSON.stringify(got)}`;
  }
  return undefined;
}
