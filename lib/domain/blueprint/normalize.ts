import type {
  Blueprint,
  DecisionFunction,
  InconclusivePolicy,
  Kpi,
  Measure,
  MetricAddress,
  Phase,
  SmokeTest,
  Strategy,
} from './blueprint';
import { versionIn } from '../opening/model-packages';
import { modelNameFor } from './registry';
import { cautionFrom } from './caution-limits';
import { checkFrom } from './check-schema';
import { rampShares, shareName } from './ramp';
import type { Draft } from './schema';

/** Watched by everybody who names no KPI: a release that nothing watches is not progressive. */
const DEFAULT_KPI: Kpi = {
  name: 'error_rate',
  measure: { kind: 'error_rate', errors: ['model'] },
  limit: { comparison: '<', value: 0.01, text: '< 1%' },
};

/** How long a person may take to answer where the blueprint does not say. */
const DEFAULT_GATE_SECONDS = 86_400;

/** The baseline stays warm this long after all traffic has moved. */
const FINAL_BAKE_SECONDS = 900;

const DEFAULT_PHASES: Readonly<Record<Strategy, readonly Phase[]>> = {
  canary: [
    { name: '10%', traffic: 10, bakeSeconds: 600 },
    { name: '50%', traffic: 50, bakeSeconds: 600 },
    { name: '100%', traffic: 100, bakeSeconds: FINAL_BAKE_SECONDS },
  ],
  standard: [{ name: '100%', traffic: 100, bakeSeconds: FINAL_BAKE_SECONDS }],
};

/** Fills in the defaults of a draft in which nothing is wrong, and expands what is short for something. */
export function normalize(draft: Draft, machine: Strategy | undefined): Blueprint {
  const strategy = draft.strategy ?? machine ?? 'canary';
  const model = modelOf(draft);
  return {
    id: draft.id ?? model,
    endpoint: draft.endpoint,
    model,
    ...(draft.modelPackage === undefined ? {} : { modelPackage: draft.modelPackage }),
    strategy,
    ...(draft.capacity === undefined ? {} : { capacity: draft.capacity }),
    ...(draft.maxCapacity === undefined ? {} : { maxCapacity: draft.maxCapacity }),
    tests: (draft.tests ?? []).map(testFrom),
    checks: (draft.checks ?? []).flatMap((check) => checkFrom(check) ?? []),
    kpis: kpisFrom(draft),
    alarms: draft.alarms ?? [],
    phases: phasesFrom(draft, strategy),
    rollback: draft.rollback ?? 'auto',
    ...(draft.supersede === 'replace' ? { supersede: 'replace' as const } : {}),
    ...(draft.pause === undefined ? {} : { pauseSeconds: draft.pause }),
    ...(draft.launch === undefined ? {} : { launch: launchFrom(draft.launch) }),
    ...(draft.policy === undefined ? {} : { policy: draft.policy }),
    ...(draft.caution === undefined ? {} : { caution: cautionFrom(draft.caution, kpisFrom(draft)) }),
    ...(draft.power === undefined ? {} : { power: draft.power }),
    ...(draft.drill === true ? { drill: true } : {}),
    ...(draft.min_requests === undefined ? {} : { minRequests: draft.min_requests }),
    ...(draft.inconclusive === undefined ? {} : { inconclusive: policyFrom(draft.inconclusive) }),
    ...(draft.decision === undefined ? {} : { decision: decisionFrom(draft.decision) }),
    ...(draft.metrics === 'fast' ? { metrics: 'fast' as const } : {}),
  };
}

/** The model that is named, or the one that is made of the version that is named: the rules see to it that one is. */
function modelOf({ model, modelPackage = '' }: Draft): string {
  if (model !== undefined) return model;
  const version = versionIn(modelPackage);
  return version === undefined ? '' : modelNameFor(version);
}

function launchFrom({ by, reason }: NonNullable<Draft['launch']>): NonNullable<Blueprint['launch']> {
  return { ...(by !== undefined && { by }), ...(reason !== undefined && { reason }) };
}

function policyFrom({ extend = 0, otherwise = 'hold' }: NonNullable<Draft['inconclusive']>): InconclusivePolicy {
  return { extendSeconds: extend, otherwise };
}

function decisionFrom(decision: NonNullable<Draft['decision']>): DecisionFunction {
  return { function: decision.function, mayPromote: decision.may_promote ?? false };
}

function phasesFrom({ phases, ramp }: Draft, strategy: Strategy): readonly Phase[] {
  if (ramp !== undefined) return rampPhases(ramp);
  if (phases === undefined) return DEFAULT_PHASES[strategy];
  const written = phases.map(({ name, traffic, bake, gate, finish }) => ({
    name: name ?? shareName(traffic),
    traffic,
    bakeSeconds: bake,
    ...(gate === undefined ? {} : { gate: { maxSeconds: gate.within ?? DEFAULT_GATE_SECONDS } }),
    ...(finish === undefined ? {} : { finish }),
  }));
  const hold = phases.at(-1)?.hold;
  return hold === undefined ? written : [...written, afterHold(written, hold)];
}

/** "Stay here until somebody promotes" is a phase at 100 % behind a gate. */
function afterHold(phases: readonly Phase[], hold: number): Phase {
  const taken = new Set(phases.map(({ name }) => name));
  let name = 'full';
  for (let count = 2; taken.has(name); count++) name = `full-${count}`;
  return { name, traffic: 100, bakeSeconds: FINAL_BAKE_SECONDS, gate: { maxSeconds: hold } };
}

function rampPhases({ start, step, every, warmUp, finalBake }: NonNullable<Draft['ramp']>): readonly Phase[] {
  return rampShares({ start, step }).map((traffic, index) => {
    const bakeSeconds = index === 0 ? (warmUp ?? every) : every;
    return {
      name: shareName(traffic),
      traffic,
      bakeSeconds: traffic === 100 ? (finalBake ?? FINAL_BAKE_SECONDS) : bakeSeconds,
    };
  });
}

function testFrom({ name, invoke, expect }: NonNullable<Draft['tests']>[number], index: number): SmokeTest {
  return {
    name: name ?? `test-${index + 1}`,
    invoke: {
      contentType: invoke.contentType ?? 'application/json',
      ...(invoke.accept === undefined ? {} : { accept: invoke.accept }),
      body: invoke.body,
    },
    expect: {
      ...(expect?.maxLatency === undefined ? {} : { maxLatencySeconds: expect.maxLatency }),
      ...(expect?.bodyContains === undefined ? {} : { bodyContains: expect.bodyContains }),
    },
  };
}

function kpisFrom({ kpi, endpoint }: Draft): readonly Kpi[] {
  if (kpi === undefined) return [DEFAULT_KPI];
  return Object.entries(kpi).flatMap(([name, written]) =>
    written === undefined ? [] : [{ name, ...written, measure: fillIn(written.measure, endpoint) }],
  );
}

/** The endpoint is known by now; the variant is not. */
function fillIn(measure: Measure, endpoint: string): Measure {
  if (!('metric' in measure)) return measure;
  const filled = { ...measure, metric: fillInAddress(measure.metric, endpoint) };
  return filled.kind === 'ratio' ? { ...filled, of: fillInAddress(filled.of, endpoint) } : filled;
}

function fillInAddress(address: MetricAddress, endpoint: string): MetricAddress {
  const dimensions = Object.entries(address.dimensions).map(([name, value]) => [
    name,
    value.replaceAll('{endpoint}', endpoint),
  ]);
  return { ...address, dimensions: Object.fromEntries(dimensions) };
}
