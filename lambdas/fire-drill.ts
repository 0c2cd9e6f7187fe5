import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { DRILL_LOOK, STEP_RETRIES } from '../lib/domain/bounds';
import {
  type DrilledAlarm,
  drillOn,
  drillReason,
  type DrillStep,
  isDrillReason,
  newDrill,
} from '../lib/domain/sentinels/drill';
import { ENVIRONMENT } from '../lib/domain/environment';
import { parseAlarmName } from '../lib/domain/names';
import type { KpiSource } from '../lib/domain/ports';
import type { Release } from '../lib/domain/release/release';
import { beginWayBack } from '../lib/domain/rollback/take-over';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type Change, flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

export type FireDrillOutput = StepOutput<'wait' | 'passed' | 'failed'>;

interface Ports extends LedgerPorts {
  readonly kpis: Pick<KpiSource, 'setAlarm' | 'readAlarms'>;
  readonly stack: string;
}

const QUIET = 'the fire drill is over';

/**
 * Sets off the release's own alarms, a few at a time, until the event of each has reached Take over; then makes them quiet
 * again. Never the user's alarms, whose actions would come with it.
 */
export function createHandler(ports: Ports): Handler<StepInput, FireDrillOutput> {
  return async (input) => {
    const { record, release } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const alarms = drilledAlarms(ports.stack, release);
    const heard = drillOn(release.drill ?? newDrill(alarms, ports.clock()), alarms, ports.clock()).silent.length === 0;
    // All were heard: an alarm that still shows the drill would hide a fire, for it could not fire once more.
    const loud = heard ? await quiet(ports, alarms) : [];
    let step: DrillStep | undefined;
    const renewed = await renew(
      ports,
      input,
      (current, now) => {
        step = drillOn(current.drill ?? newDrill(alarms, now), alarms, now);
        const isOver = step.next === 'quieting' && heard && loud.length === 0;
        return step.next === 'failed' ? giveUp(current, step, now) : goOn(current, step, { now, isOver });
      },
      record,
    );
    // On record first: whoever hears one of these must find that it is a drill, and a retry that it was set off.
    for (const { name, watch } of step?.fire ?? []) {
      // Only a change of state is an event: what was set off before is made quiet first, to be heard again.
      if (release.drill?.fired[watch] !== undefined) await ports.kpis.setAlarm(name, 'OK', QUIET);
      await ports.kpis.setAlarm(name, 'ALARM', drillReason(release.number));
    }
    if (step?.next === 'failed') await quiet(ports, alarms);
    const claim = await flush(ports, renewed.claim, renewed.record);
    if (step?.next === 'failed') return { claim, next: 'failed', wait: 0 };
    return renewed.release.drill?.passedAt === undefined
      ? { claim, next: 'wait', wait: DRILL_LOOK }
      : { claim, next: 'passed', wait: 0 };
  };
}

function drilledAlarms(stack: string, release: Release): readonly DrilledAlarm[] {
  return release.alarms.flatMap((name) => {
    const watch = parseAlarmName(stack, name)?.watch;
    return watch === undefined ? [] : [{ name, watch }];
  });
}

/** Ends the drill for every alarm that still shows it; returns those, for a later visit to look at again. */
async function quiet({ kpis }: Ports, alarms: readonly DrilledAlarm[]): Promise<readonly string[]> {
  const readings = await kpis.readAlarms(alarms.map(({ name }) => name));
  const loud = readings.filter(({ state, reason }) => state === 'ALARM' && isDrillReason(reason));
  for (const { name } of loud) await kpis.setAlarm(name, 'OK', QUIET);
  return loud.map(({ name }) => name);
}

function goOn(
  release: Release,
  { drill, fire }: DrillStep,
  { now, isOver }: { readonly now: number; readonly isOver: boolean },
): Change {
  const dueBy = now + STEP_RETRIES * 1000;
  if (isOver) {
    const seconds = Math.round((now - Math.min(now, ...Object.values(drill.fired))) / 1000);
    return {
      release: { ...release, dueBy, drill: { ...drill, passedAt: drill.passedAt ?? now } },
      notes: [{ action: 'fire drill passed', detail: { heard: drill.heard, seconds } }],
    };
  }
  return {
    release: { ...release, dueBy, drill },
    notes: fire.length === 0 ? [] : [{ action: 'set off', detail: { alarms: fire.map(({ name }) => name) } }],
  };
}

function giveUp(release: Release, { drill, silent }: DrillStep, now: number): Change {
  const reason = `the fire drill failed: ${whatFailed(silent.map(({ name }) => name))}`;
  const begun = beginWayBack(release, { trigger: 'drill', reason, at: now }, now);
  return { ...begun, release: { ...begun.release, drill, dueBy: now + STEP_RETRIES * 1000 } };
}

function whatFailed(silent: readonly string[]): string {
  if (silent.length === 0) return 'an alarm that was set off did not become quiet again';
  const what = silent.length === 1 ? 'alarm' : 'alarms';
  return `${what} ${silent.join(', ')} fired and nobody came; look at the rule that starts the rollback, its target and the dead-letter queue`;
}

export const compose: Compose<StepInput, FireDrillOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    kpis: cloudWatchKpis(connection),
    stack: requireSetting(environment, ENVIRONMENT.stack),
  });

export const handler = entry(compose);
