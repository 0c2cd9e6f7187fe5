import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { PERIOD, STEP_RETRIES } from '../lib/domain/bounds';
import { type Breaker, breakersOf } from '../lib/domain/sentinels/breakers';
import { calibrate, calibrationQueries, calibrationSpan } from '../lib/domain/opening/calibration';
import { ENVIRONMENT } from '../lib/domain/environment';
import type { KpiSource } from '../lib/domain/ports';
import { type EndpointRecord, planOf, type Release } from '../lib/domain/release/release';
import { watchedBy } from '../lib/domain/sentinels/watched';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput, visitOf } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

interface Ports extends LedgerPorts {
  readonly kpis: Pick<KpiSource, 'putBreaker' | 'read'>;
  /** Name of the stack, part of the alarms' names. */
  readonly stack: string;
}

/** Where the final variant's alarms come later than this after its fleet, seconds, it is watched for as much longer. */
const LATE = PERIOD;

/**
 * Measures the baseline's past and makes the release's alarms: on the candidate before it gets traffic, anew when it has all
 * of the traffic and nothing is left to compare with, and on the final variant while it settles.
 */
export function createHandler(ports: Ports): Handler<StepInput, StepOutput<'armed' | 'drill'>> {
  return async (input) => {
    const current = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const calibration = current.release.calibration ?? (await measure(ports, current.release));
    const watched = watchedBy({ ...current.release, calibration });
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
          ...(release.stage === 'settling' && { bakeFrom: Math.max(release.bakeFrom ?? now, now - LATE * 1000) }),
          calibration,
          armed: watched.baseline === undefined ? 'alone' : 'compared',
          alarms: [...new Set([...release.alarms, ...alarms])],
          dueBy: now + STEP_RETRIES * 1000,
        },
        notes: [{ action: 'arm sentinels', detail: { alarms, calibration } }],
      }),
      current.record,
    );
    await make(ports, { ...input, claim: renewed.claim }, breakers, renewed.record);
    return {
      claim: await flush(ports, renewed.claim, renewed.record),
      next: wantsDrill(renewed.release) ? 'drill' : 'armed',
      wait: 0,
    };
  };
}

/** Makes the alarms. What an attempt has made before it was throttled the next one need not make again. */
async function make(
  ports: Ports,
  input: StepInput,
  breakers: readonly Breaker[],
  record: EndpointRecord,
): Promise<void> {
  const visit = visitOf(input.step);
  const { arming } = record.release ?? {};
  const before = arming?.visit === visit ? arming.names : [];
  const made = [...before];
  try {
    for (const breaker of breakers.filter(({ name }) => !before.includes(name))) {
      await ports.kpis.putBreaker(breaker);
      made.push(breaker.name);
    }
  } catch (error) {
    const progress = (release: Release) => ({ release: { ...release, arming: { visit, names: made } } });
    if (made.length > before.length) await renew(ports, input, progress, record);
    throw error;
  }
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
