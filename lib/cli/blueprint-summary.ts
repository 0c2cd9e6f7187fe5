import type { Blueprint, Kpi, Measure, Phase } from '../domain/blueprint/blueprint';
import type { HealthCheck } from '../domain/blueprint/health-checks';
import { formatDuration } from '../domain/blueprint/duration';
import { limitText } from '../domain/blueprint/kpi';
import { looksIn } from '../domain/blueprint/looks';
import { formatPercent } from '../domain/blueprint/percent';
import type { Paint } from './paint';
import { formatTable } from './table';

/** How long a release is watched in all, and how long people may keep it waiting. */
export function timesOf(blueprint: Blueprint): { readonly bakeSeconds: number; readonly gateSeconds: number } {
  return {
    bakeSeconds: sum(blueprint.phases.map(({ bakeSeconds }) => bakeSeconds)),
    gateSeconds: sum(blueprint.phases.map(({ gate }) => gate?.maxSeconds ?? 0)),
  };
}

/** What a blueprint is going to do, for people. */
export function summarize(blueprint: Blueprint, paint: Paint): string {
  const { id, endpoint, model, modelPackage, strategy, rollback } = blueprint;
  return [
    `${paint.bold(id)}: a ${strategy} release of model ${model} to endpoint ${endpoint}`,
    ...(modelPackage === undefined ? [] : [`The model is made of ${modelPackage}.`]),
    '',
    formatTable([['phase', 'traffic', 'bake', 'looks', 'gate'], ...blueprint.phases.map(phaseRow)]),
    '',
    formatTable([['KPI', 'limit', 'what it measures'], ...blueprint.kpis.map(kpiRow)]),
    '',
    ...conditions(blueprint),
    timeLine(blueprint),
    rollback === 'auto' ? 'A breach rolls back.' : 'A breach holds the release and pages; a person decides.',
    '',
  ].join('\n');
}

function phaseRow({ name, traffic, bakeSeconds, gate }: Phase): readonly string[] {
  return [
    name,
    formatPercent(traffic),
    formatDuration(bakeSeconds),
    String(looksIn(bakeSeconds)),
    gate === undefined ? '' : `a person, within ${formatDuration(gate.maxSeconds)}`,
  ];
}

function kpiRow(kpi: Kpi): readonly string[] {
  const dry = kpi.dryRun === true ? ' (dry run)' : '';
  const breach = kpi.breach === undefined || kpi.breach === 'immediate' ? '' : ` (breach: ${kpi.breach})`;
  return [kpi.name, limitText(kpi), describeMeasure(kpi.measure) + breach + dry];
}

function describeMeasure(measure: Measure): string {
  switch (measure.kind) {
    case 'error_rate':
      return `requests that failed (${measure.errors.join(', ')} errors)`;
    case 'success_rate':
      return `requests that did not fail (${measure.errors.join(', ')} errors)`;
    case 'latency':
      return `${measure.statistic} of the ${measure.source} latency`;
    case 'throughput':
      return 'requests a minute';
    case 'utilization':
      return `${measure.resource} utilization of the instances`;
    case 'ratio':
      return `${measure.metric.namespace} ${measure.metric.name} per ${measure.of.namespace} ${measure.of.name}`;
    case 'rate':
      return `share of ${measure.metric.namespace} ${measure.metric.name}`;
    default:
      return `average of ${measure.metric.namespace} ${measure.metric.name}`;
  }
}

function conditions(blueprint: Blueprint): readonly string[] {
  const { tests, checks, alarms, drill, power, supersede } = blueprint;
  return [
    tests.length === 0 ? 'No smoke test.' : `Smoke tests: ${tests.map(({ name }) => name).join(', ')}.`,
    ...(checks.length === 0 ? [] : [`Health checks: ${checks.map(describeCheck).join(', ')}.`]),
    ...describePolicy(blueprint),
    ...describeCaution(blueprint),
    ...(drill === true ? ['A fire drill tries its alarms before any traffic moves.'] : []),
    ...(supersede === 'replace' ? ['An older release of the endpoint is aborted, and its end waited for.'] : []),
    ...(power === 'refuse' ? ['It does not start where it could not see a fourfold regression.'] : []),
    ...(alarms.length === 0 ? [] : [`Alarms that must stay quiet: ${alarms.join(', ')}.`]),
    describeCapacity(blueprint),
  ];
}

function describeCapacity({ capacity, maxCapacity }: Blueprint): string {
  const fleet = capacity === undefined ? 'as the baseline has it' : `${capacity.instances} × ${capacity.instanceType}`;
  const limit = maxCapacity === undefined ? '' : `; never more than ${maxCapacity} of the new model`;
  return `Capacity: ${fleet}${limit}.`;
}

function describeCheck({ name, probe, at }: HealthCheck): string {
  return `${name} (${probe.kind}${at === 'gates' ? ', at gates' : ''})`;
}

function describePolicy({ policy }: Blueprint): readonly string[] {
  if (policy === undefined || policy.kind === 'any') return [];
  if (policy.kind === 'all') return ['Only all KPIs and checks together are a breach.'];
  const weights = Object.entries(policy.weights).map(([name, weight]) => `${name} ${weight}`);
  return [`Failures are a breach from weight ${policy.atLeast} on: ${weights.join(', ')}, others 1.`];
}

function describeCaution({ caution }: Blueprint): readonly string[] {
  if (caution === undefined) return [];
  const { from, to, days, timeZone, limits } = caution;
  const stricter = Object.entries(limits).map(([name, { text }]) => `${name} ${text}`);
  return [`From ${clock(from)} to ${clock(to)} (${timeZone}, ${days.join(' ')}): ${stricter.join(', ')}.`];
}

function clock(minutes: number): string {
  return [minutes / 60, minutes % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

function timeLine(blueprint: Blueprint): string {
  const { bakeSeconds, gateSeconds } = timesOf(blueprint);
  const waiting = gateSeconds === 0 ? '' : `, and up to ${formatDuration(gateSeconds)} more for people to decide`;
  return `Watched for ${formatDuration(bakeSeconds)}${waiting}.`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
