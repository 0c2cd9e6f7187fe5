import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { STEP_RETRIES } from '../lib/domain/bounds';
import { breakersOf } from '../lib/domain/breakers';
import { calibrate, calibrationQueries, calibrationSpan } from '../lib/domain/calibration';
import { ENVIRONMENT } from '../lib/domain/environment';
import type { KpiSource } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release';
import { watchedBy } from '../lib/domain/watched';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

interface Ports extends LedgerPorts {
  readonly kpis: Pick<KpiSource, 'putBreaker' | 'read'>;
  /** Name of the stack, part of the alarms' names. */
  readonly stack: string;
}

/**
 * Measures the baseline's past and makes the release's alarms: on the candidate before it gets traffic, anew when it has all
 * of the traffic and nothing is left to compare with, and on the final variant while it settles.
 */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'armed' | 'drill'>> {
  return async (input) => {
    const current = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const calibration = current.release.calibration ?? (await measure(ports, current.release));
    const watched = watchedBy(current.release);
    const breakers = breakersOf(ports.stack, current.release.number, planOf(current.release), watched);
    const alarms = breakers.map(({ name }) => name);
    // The names go on record first: whatever happens next, Close release knows what to remove.
    const renewed = await renew(
      ports,
      input,
      (release, now) => ({
        release: {
          ...release,
          stage: release.stage === 'settling' || release.stage === 'baking' ? release.stage : 'judging',
          calibration,
          armed: watched.baseline === undefined ? 'alone' : 'compared',
          alarms: [...new Set([...release.alarms, ...alarms])],
          dueBy: now + STEP_RETRIES * 1000,
        },
        notes: [{ action: 'arm sentinels', detail: { alarms, calibration } }],
      }),
      current.record,
    );
    for (const breaker of breakers) await ports.kpis.putBreaker(breaker);
    return {
      claim: await flush(ports, renewed.claim, renewed.record),
      next: wantsDrill(renewed.release) ? 'drill' : 'armed',
      wait: 0,
    };
  };
}

/** Whether the alarms are to be tried before any traffic moves. */
function wantsDrill(release: Release): boolean {
  const { drill } = planOf(release).blueprint;
  return drill === true && release.phase < 0 && release.alarms.length > 0 && release.drill?.passedAt === undefined;
}

/** What the baseline's last hour says; it must be known before the first request of the candidate is judged. */
async function measure({ kpis, clock }: Ports, release: Release): Promise<NonNullable<Release['calibration']>> {
  const plan = planOf(release);
  const { from, to } = calibrationSpan(clock());
  return calibrate(plan, await kpis.read(calibrationQueries(plan), from, to));
}

export const compose: Compose<StepInput, StepOutput<'armed' | 'drill'>> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    kpis: cloudWatchKpis(connection),
    stack: requireSetting(environment, ENVIRONMENT.stack),
  });

export const handler = entry(compose);
