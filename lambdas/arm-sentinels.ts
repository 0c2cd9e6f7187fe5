import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { STEP_RETRIES } from '../lib/domain/bounds';
import { type Breaker, breakersOf } from '../lib/domain/breakers';
import { ENVIRONMENT } from '../lib/domain/environment';
import { FINAL_LABEL } from '../lib/domain/names';
import type { KpiSource } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

interface Ports extends LedgerPorts {
  readonly kpis: Pick<KpiSource, 'putBreaker'>;
  /** Name of the stack, part of the alarms' names. */
  readonly stack: string;
}

/** Makes the release's alarms: on the candidate before it gets traffic, on the final variant while it settles. */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'armed'>> {
  return async (input) => {
    const current = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const breakers = breakersFor(ports.stack, current.release);
    const alarms = breakers.map(({ name }) => name);
    // The names go on record first: whatever happens next, Close release knows what to remove.
    const renewed = await renew(
      ports,
      input,
      (release, now) => ({
        release: {
          ...release,
          stage: release.stage === 'settling' ? 'settling' : 'judging',
          alarms: [...new Set([...release.alarms, ...alarms])],
          dueBy: now + STEP_RETRIES * 1000,
        },
        notes: [{ action: 'arm sentinels', detail: { alarms } }],
      }),
      current.record,
    );
    for (const breaker of breakers) await ports.kpis.putBreaker(breaker);
    return { claim: await flush(ports, renewed.claim, renewed.record), next: 'armed', wait: 0 };
  };
}

function breakersFor(stack: string, release: Release): readonly Breaker[] {
  const plan = planOf(release);
  const { baseline, candidate } = plan;
  const watched =
    release.stage === 'settling'
      ? { variant: candidate.finalVariant, label: FINAL_LABEL }
      : { variant: candidate.variant, ...(baseline !== undefined && { baseline: baseline.variant }) };
  return breakersOf(stack, release.number, plan, watched);
}

export const compose: Compose<StepInput, StepOutput<'armed'>> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    kpis: cloudWatchKpis(connection),
    stack: requireSetting(environment, ENVIRONMENT.stack),
  });

export const handler = entry(compose);
