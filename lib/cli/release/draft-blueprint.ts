import { formatShare } from '../words';
import type { Live } from './init';

/** A limit may be this many times what is normal, and no error limit is tighter than one request in a hundred. */
const ROOM = { errors: 3, latency: 1.5 };
const LEAST_ERRORS = 0.01;
/** So many requests of the candidate make a bake worth its time. */
const REQUESTS = 500;

/** Limits with room above what the endpoint does now. */
export function limitsFor({ numbers }: Live): Readonly<Record<string, string>> {
  const share = numbers.requests === 0 ? 0 : numbers.errors / numbers.requests;
  const errors = Math.min(0.5, Math.max(LEAST_ERRORS, ROOM.errors * share));
  const p99 = numbers.latest?.p99;
  return {
    error_rate: `< ${formatShare(Number(errors.toPrecision(2)))}`,
    ...(p99 !== undefined && { p99_latency: `< ${Math.max(1, Number((p99 * ROOM.latency * 1000).toPrecision(2)))}ms` }),
  };
}

/** A blueprint with a reason beside each choice. */
export function draftBlueprint(live: Live, model: string, isNamed: boolean): string {
  const { endpoint, variant, serving, numbers, minutes } = live;
  const perMinute = numbers.requests / minutes;
  const canary = 10;
  const bake = bakeMinutes((perMinute * canary) / 100);
  const kpi = Object.entries(limitsFor(live)).map(([name, limit]) => `  ${name}: '${limit}'`);
  const failed = numbers.requests === 0 ? '' : ` and ${formatShare(numbers.errors / numbers.requests)} of them failed`;
  return `# A release to endpoint ${endpoint}. Now ${variant.model} serves as ${serving.name}
# on ${serving.currentInstances} x ${variant.instanceType ?? 'an instance pool'}.
# In the last day it had ${Math.round(numbers.requests).toLocaleString('en-US')} requests${failed}.
# Check it: rollouts validate FILE. Try it without AWS: rollouts rehearse FILE. Start it: rollouts launch FILE.
id: ${model}
endpoint: ${endpoint}
${isNamed ? '' : '# The new model: create it in SageMaker first, then put its name here and above.\n'}model: ${model}
strategy: canary

# Requests that the candidate must answer well before any user's request reaches it.
# tests:
#   - name: smoke
#     invoke: { contentType: application/json, body: '{"instances": [[1, 2, 3]]}' }
#     expect: { maxLatency: 1s }

# What must stay true; with room above what ${endpoint} does today.
kpi:
${kpi.join('\n')}

# Alarms of your own that must stay quiet.
# alarms: [checkout-is-down]

# ${Math.round((perMinute * canary) / 100).toLocaleString('en-US')} requests a minute reach the candidate in the first phase, on average.
phases:
  - { name: canary, traffic: ${canary}%, bake: ${bake}m }
  - { name: half, traffic: 50%, bake: 10m } # gate: manual waits for a person's approval before this phase
  - { name: full, traffic: 100%, bake: 15m } # so long the old fleet stays warm for an instant return

# On a breach: auto goes back by itself, manual holds and pages.
rollback: auto
`;
}

/** Long enough for REQUESTS, from ten minutes to four hours. */
function bakeMinutes(candidatePerMinute: number): number {
  if (candidatePerMinute === 0) return 30;
  return Math.min(240, Math.max(10, Math.ceil(REQUESTS / candidatePerMinute / 5) * 5));
}
