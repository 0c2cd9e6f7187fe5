import type { Blueprint, Kpi, Phase, SmokeTest, Strategy } from '../blueprint';
import { BUILT_IN_KPIS, readLimit, scaleOfKind } from './kpi-limits';
import { rampShares, shareName } from './ramp';
import type { Draft } from './schema';

/** Watched by everybody who names no KPI: a release that nothing watches is not progressive. */
const DEFAULT_KPI = { error_rate: '< 1%' };

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
  return {
    id: draft.id ?? draft.model,
    endpoint: draft.endpoint,
    model: draft.model,
    strategy,
    ...(draft.capacity === undefined ? {} : { capacity: draft.capacity }),
    tests: (draft.tests ?? []).map(testFrom),
    kpis: kpisFrom(draft),
    alarms: draft.alarms ?? [],
    phases: phasesFrom(draft, strategy),
    rollback: draft.rollback ?? 'auto',
  };
}

function phasesFrom({ phases, ramp }: Draft, strategy: Strategy): readonly Phase[] {
  if (ramp !== undefined) return rampPhases(ramp);
  if (phases === undefined) return DEFAULT_PHASES[strategy];
  const written = phases.map(({ name, traffic, bake, gate }) => ({
    name: name ?? shareName(traffic),
    traffic,
    bakeSeconds: bake,
    ...(gate === undefined ? {} : { gate: { maxSeconds: gate.within ?? DEFAULT_GATE_SECONDS } }),
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
  if (kpi === undefined) return Object.entries(DEFAULT_KPI).flatMap(([name, limit]) => builtInKpi(name, limit));
  return Object.entries(kpi).flatMap(([name, written]): readonly Kpi[] => {
    if (written === undefined) return [];
    if (!('metric' in written)) return builtInKpi(name, written.limit.text);
    const { kind, namespace, name: metric, dimensions = {} } = written.metric;
    const limit = readLimit(written.limit, scaleOfKind(kind));
    if (!limit.ok) return [];
    return [
      {
        name,
        measure: { kind, metric: { namespace, name: metric, dimensions: fillIn(dimensions, endpoint) } },
        limit: limit.value,
      },
    ];
  });
}

function builtInKpi(name: string, text: string): readonly Kpi[] {
  const builtIn = BUILT_IN_KPIS[name];
  const limit = builtIn && readLimit(text, builtIn.scale);
  return builtIn !== undefined && limit?.ok === true ? [{ name, measure: builtIn.measure, limit: limit.value }] : [];
}

/** The endpoint is known by now; the variant is not. */
function fillIn(dimensions: Readonly<Record<string, string>>, endpoint: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(dimensions).map(([name, value]) => [name, value.replaceAll('{endpoint}', endpoint)]),
  );
}
