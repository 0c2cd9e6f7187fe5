import type { Blueprint } from '../blueprint/blueprint';
import { PERIOD } from '../bounds';
import { calibrate } from './calibration';
import { isCounted } from '../blueprint/kpi';
import { isManaged } from '../managed';
import type { Finding } from '../linting/finding';
import { lintAlarm } from '../linting/lint-alarm';
import { lintKpis } from '../linting/lint-kpis';
import { describePower, hasPower, type KpiPower, powerOf } from './power';
import type { AlarmReading, MetricQuery, Reading } from '../sentinels/readings';
import type { Plan } from '../release/release';
import { whatMaxCapacityIsTooSmallFor } from '../traffic/sizing';

/** What is known of the sentinels before anything changes. */
export interface LaunchFindings {
  /** The user's alarms. */
  readonly alarms: readonly AlarmReading[];
  /** Names of the endpoint's variants. */
  readonly variants: readonly string[];
  /** The KPIs of the baseline's last hours, which end at `to` (epoch milliseconds). */
  readonly past: readonly Reading[];
  readonly to: number;
}

/** What the look at the sentinels leads to. */
export interface LaunchCheck {
  /** Why the release must not start. */
  readonly reasons: readonly string[];
  /** What its owner should know. */
  readonly warnings: readonly string[];
  readonly power: readonly KpiPower[];
}

/** How much of the baseline's past is looked at, seconds. */
const PAST = 3 * 3600;

/** The span of the past that is looked at before a launch: complete periods only. */
export function pastSpan(now: number): { readonly from: number; readonly to: number } {
  const period = PERIOD * 1000;
  const to = Math.floor((now - period) / period) * period;
  return { from: to - PAST * 1000, to };
}

/** What to read of the baseline's past. */
export function pastQueries({ kpis, endpoint }: Blueprint, variant: string): MetricQuery[] {
  return kpis.map((kpi) => ({ kpi, arm: 'baseline', endpoint, variant, ...(isCounted(kpi) && { probe: true }) }));
}

/**
 * Looks at a release's sentinels: could they see harm at all, and are they pointed at it? Without a plan, because the release
 * is refused already, its alarms are looked at all the same, so that everything is told at once.
 */
export function checkLaunch(blueprint: Blueprint, plan: Plan | undefined, found: LaunchFindings): LaunchCheck {
  const guarded = { endpoint: blueprint.endpoint, variants: found.variants };
  const findings = [
    ...found.alarms.flatMap((alarm) => lintAlarm(alarm, guarded)),
    ...lintKpis(blueprint.kpis, found.past),
  ];
  const power = plan?.baseline === undefined || blueprint.power === 'off' ? [] : powerOfPlan(plan, found);
  const isBlind = !hasPower(power);
  const weak = power.filter(({ minutes }) => minutes === undefined).map(describePower);
  const refuses = isBlind && blueprint.power === 'refuse';
  const tooSmall = plan && whatMaxCapacityIsTooSmallFor(plan);
  return {
    reasons: [...texts(findings, 'refuse'), ...(refuses ? weak : [])],
    warnings: [...texts(findings, 'warn'), ...(refuses ? [] : weak), ...(tooSmall === undefined ? [] : [tooSmall])],
    power,
  };
}

function powerOfPlan(plan: Plan, { past, to }: LaunchFindings): readonly KpiPower[] {
  const { kpis, phases } = plan.blueprint;
  return powerOf(kpis, phases, { past, to, calibration: calibrate(plan, past) });
}

function texts(findings: readonly Finding[], severity: Finding['severity']): readonly string[] {
  return findings.filter((finding) => finding.severity === severity).map(({ text }) => text);
}

/** Refuses functions of the user's that the stack may not call. */
export function refuseFunctions({ checks, decision }: Blueprint, patterns: readonly string[]): readonly string[] {
  const named = [
    ...checks.flatMap(({ name, probe }) =>
      probe.kind === 'lambda' ? [[`check ${name}`, probe.functionName] as const] : [],
    ),
    ...(decision === undefined ? [] : [['decision', decision.function] as const]),
  ];
  const allowed = patterns.filter((pattern) => pattern !== '').join(', ') || 'none';
  return named
    .filter(([, functionName]) => !isManaged(functionName.split(':')[0] ?? '', patterns))
    .map(
      ([what, functionName]) =>
        `this stack may not call function ${functionName} (${what}); its configuration allows ${allowed}`,
    );
}
