import type { z } from 'zod';
import type { Blueprint } from '../domain/blueprint/blueprint';
import { type Problem, problemAt } from '../domain/blueprint/problem';
import { type Moment, scenarioSchema } from './scenario-schema';

export type { Moment } from './scenario-schema';

/** What happens around a rehearsed release; shares are 0..1, durations and latencies seconds. */
export type Scenario = z.infer<typeof scenarioSchema>;
export type Fault = Scenario['faults'][number];
export type Incident = Scenario['incidents'][number];

/** A scenario, or everything that is wrong with it. */
export type ParsedScenario =
  { readonly ok: true; readonly scenario: Scenario } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Validates a scenario document and fills in its defaults; an empty one is a quiet day. With a blueprint, what the
 * scenario names must be in it: what waits for a phase that never comes would never happen.
 */
export function parseScenario(document: unknown, blueprint?: Blueprint): ParsedScenario {
  const parsed = scenarioSchema.safeParse(document ?? {});
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, { document, within: [] })) };
  }
  const problems = blueprint === undefined ? [] : findStrangers(parsed.data, blueprint);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, scenario: parsed.data };
}

/** What is done in the Model Registry. */
const REGISTRY_WORDS: ReadonlySet<string> = new Set(['register', 'approve version']);

function withoutGroup(index: number, got: string): Problem {
  const allowed = 'modelPackage in the blueprint, or another word';
  return problemAt(['operator', index, 'do'], { message: 'needs a model package group', got, allowed });
}

/** Names in the scenario that the blueprint does not know. */
function findStrangers(scenario: Scenario, blueprint: Blueprint): readonly Problem[] {
  const phases = blueprint.phases.map(({ name }) => name);
  const kpis = blueprint.kpis.filter(({ measure }) => 'metric' in measure).map(({ name }) => name);
  const stranger = (at: readonly (string | number)[], got: unknown, known: readonly string[]): Problem[] =>
    known.some((name) => name === got)
      ? []
      : [problemAt(at, { message: 'is not in the blueprint', got, allowed: known.join(', ') || 'none' })];
  const moments = (key: string, list: readonly (Moment | Fault)[]) =>
    list.flatMap((when, index) =>
      'phase' in when && when.phase !== undefined ? stranger([key, index, 'phase'], when.phase, phases) : [],
    );
  const own = (at: readonly (string | number)[], metrics: Incident['metrics']) =>
    Object.keys(metrics ?? {}).flatMap((name) => stranger([...at, 'metrics', name], name, kpis));
  const { incidents, alarms, operator, healthEvents, checks, decisions, faults, baseline, candidate } = scenario;
  return [
    ...Object.entries({ incidents, alarms, operator, healthEvents, checks, decisions, faults }).flatMap(([key, list]) =>
      moments(key, list),
    ),
    ...operator.flatMap(({ do: what, gate = what }, index) => [
      ...(what === 'approve' ? stranger(['operator', index, 'gate'], gate, phases) : []),
      ...(REGISTRY_WORDS.has(what) && blueprint.modelPackage === undefined ? [withoutGroup(index, what)] : []),
    ]),
    ...alarms.flatMap(({ name }, index) => stranger(['alarms', index, 'name'], name, blueprint.alarms)),
    ...checks.flatMap(({ name }, index) =>
      stranger(
        ['checks', index, 'name'],
        name,
        blueprint.checks.map((check) => check.name),
      ),
    ),
    ...incidents.flatMap(({ metrics }, index) => own(['incidents', index], metrics)),
    ...own(['baseline'], baseline.metrics),
    ...own(['candidate'], candidate.metrics),
  ];
}

type Issue = z.core.$ZodIssue;
type Place = readonly (string | number)[];

function problemsOf(
  issue: Issue,
  { document, within }: { readonly document: unknown; readonly within: Place },
): readonly Problem[] {
  const at = [...within, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // What was meant is most likely the alternative in which the least is wrong.
    const [closest = []] = issue.errors.toSorted((a, b) => flaws(a) - flaws(b));
    return closest.flatMap((inner) => problemsOf(inner, { document, within: at }));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      problemAt([...at, key], {
        message: 'is not a key of a scenario here',
        got: valueAt(document, [...at, key]),
        allowed: 'the keys in docs/rehearsal.md',
      }),
    );
  }
  return [problemAt(at, { message: 'cannot be read', got: valueAt(document, at), allowed: allowedBy(issue) })];
}

function flaws(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function allowedBy(issue: Issue): string {
  if (issue.code === 'invalid_value') return issue.values.map(String).join(', ');
  return issue.message;
}

function valueAt(document: unknown, at: Place): unknown {
  return at.reduce<unknown>((value, key) => (isIndexable(value) ? value[key] : undefined), document);
}

function isIndexable(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
