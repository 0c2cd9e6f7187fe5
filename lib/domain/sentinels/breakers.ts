import { type Trip, type Watched, tripOf } from './breaker-trips';
import type { Kpi } from '../blueprint/blueprint';
import { limitText } from '../blueprint/kpi';
import { alarmName } from '../names';
import type { Plan } from '../release/release';

export type { Watched } from './breaker-trips';

/** A coarse, fast alarm of a release. */
export type Breaker =
  | ({
      readonly kind: 'metric';
      readonly name: string;
      readonly description: string;
      /** Seconds. */
      readonly period: number;
      /** Periods in a row that must trip. */
      readonly periods: number;
    } & Pick<Trip, 'metrics' | 'expression' | 'threshold'>)
  /** Fires when one of these alarms does. */
  | {
      readonly kind: 'composite';
      readonly name: string;
      readonly description: string;
      readonly alarms: readonly string[];
    };

const PERIOD = 60;
/** With metrics every ten seconds; two periods in a row, because there are six times as many chances to be unlucky. */
const FAST = { period: 10, periods: 2 };

/** The breakers of a release, and the composite over the user's own alarms. */
export function breakersOf(stack: string, release: number, plan: Plan, watched: Watched): Breaker[] {
  const { blueprint } = plan;
  const name = (watch: string) => alarmName(stack, blueprint.endpoint, release, `${watched.label ?? ''}${watch}`);
  const breakers = blueprint.kpis.filter(hasBreaker).flatMap((kpi) => {
    const trip = tripOf(kpi, blueprint.endpoint, watched);
    if (trip === undefined) return [];
    const { words, ...parts } = trip;
    const timing = timingOf(kpi, watched.fast === true && trip.isFast);
    const description =
      `Circuit breaker of KPI ${kpi.name} (${limitText(kpi)}) of release ${release} of ${blueprint.endpoint}: ` +
      `${words} in a period of ${timing.period} s, ${timing.periods} in a row`;
    const { metrics, expression, threshold } = parts;
    return [{ kind: 'metric' as const, name: name(kpi.name), description, metrics, expression, threshold, ...timing }];
  });
  if (blueprint.alarms.length === 0) return breakers;
  const description = `Fires when an alarm named in the blueprint of release ${release} of ${blueprint.endpoint} does`;
  return [...breakers, { kind: 'composite', name: name('alarms'), description, alarms: blueprint.alarms }];
}

/** A breaker rolls back at once: it is for KPIs whose breach means that. */
function hasBreaker({ breach, dryRun, breaker }: Kpi): boolean {
  return (breach ?? 'immediate') === 'immediate' && dryRun !== true && breaker !== 'none';
}

/** A limit that must be broken for a time is given that time by its breaker, too. */
function timingOf({ forSeconds = 0 }: Kpi, fast: boolean): { readonly period: number; readonly periods: number } {
  const { period, periods } = fast ? FAST : { period: PERIOD, periods: 1 };
  return { period, periods: Math.max(periods, forSeconds / period) };
}
