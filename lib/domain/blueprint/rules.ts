import type { Strategy } from './blueprint';
import { MOST_ALARMS, MOST_CHECKS, MOST_KPIS, MOST_TESTS, allowedAt } from './keys';
import { planProblems } from './plan-rules';
import { problemAt, type Problem } from './problem';
import { shareName } from './ramp';
import { PATTERNS } from './read-values';
import type { Outline } from './schema';

const MOST_COMPARED = 200;

/** What is wrong with a blueprint beyond its single values. `machine` is the strategy of the machine it is for. */
export function ruleProblems(outline: Outline, machine: Strategy | undefined): readonly Problem[] {
  const strategy = outline.strategy ?? machine ?? 'canary';
  return [
    ...modelProblems(outline),
    ...(machine !== undefined && strategy !== machine ? [otherMachine(strategy, machine)] : []),
    ...capacityProblems(outline),
    ...sizeProblems('tests', outline.tests, { least: 0, most: MOST_TESTS }),
    ...duplicateProblems(
      'tests',
      outline.tests?.map(({ name }) => name),
      'name',
    ),
    ...sizeProblems('checks', outline.checks, { least: 0, most: MOST_CHECKS }),
    ...duplicateProblems(
      'checks',
      outline.checks?.map(({ name }) => name),
      'name',
    ),
    ...sizeProblems('kpi', outline.kpi && Object.keys(outline.kpi), { least: 1, most: MOST_KPIS }),
    ...kpiNameProblems(outline.kpi ?? {}),
    ...sizeProblems('alarms', outline.alarms, { least: 0, most: MOST_ALARMS }),
    ...duplicateProblems('alarms', outline.alarms),
    ...planProblems(outline, strategy),
    ...duplicateProblems('phases', phaseNames(outline.phases ?? []), 'name'),
  ];
}

/** Names as given; a default one only where somebody gave the same. Shares that repeat are another problem. */
function phaseNames(phases: NonNullable<Outline['phases']>): readonly (string | undefined)[] {
  const given = new Set(phases.map(({ name }) => name));
  return phases.map(({ name, traffic }) => {
    const byDefault = traffic === undefined ? undefined : shareName(traffic);
    return name ?? (given.has(byDefault) ? byDefault : undefined);
  });
}

/** What is released is said once: a model, or the version that one is made of. */
function modelProblems({ model, modelPackage }: Outline): readonly Problem[] {
  if (model === undefined && modelPackage === undefined) {
    const allowed = `${allowedAt(['model'])}; or in its place modelPackage`;
    return [problemAt(['model'], { message: 'is missing', got: model, allowed })];
  }
  if (model === undefined || modelPackage === undefined) return [];
  const message = 'is there beside model, which names one already';
  return [problemAt(['modelPackage'], { message, got: modelPackage, allowed: 'one of model and modelPackage' })];
}

/** A fleet that is larger than it may be is a contradiction, whichever of the two was meant. */
function capacityProblems({ capacity, maxCapacity }: Outline): readonly Problem[] {
  const instances = capacity?.instances;
  if (instances === undefined || maxCapacity === undefined || maxCapacity >= instances) return [];
  const message = 'is less than capacity.instances';
  return [
    problemAt(['maxCapacity'], { message, got: maxCapacity, allowed: `at least ${instances}, or fewer instances` }),
  ];
}

function otherMachine(strategy: Strategy, machine: Strategy): Problem {
  return problemAt(['strategy'], {
    message: `is not what this state machine does`,
    got: strategy,
    allowed: `${machine} (or start the ${strategy} state machine)`,
  });
}

function sizeProblems(
  key: string,
  items: readonly unknown[] | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): readonly Problem[] {
  if (items === undefined || (items.length >= least && items.length <= most)) return [];
  const message = items.length < least ? 'is empty' : `has ${items.length} entries, which is too many`;
  return [problemAt([key], { message, got: items, allowed: allowedAt([key]) })];
}

function duplicateProblems(key: string, names: readonly unknown[] | undefined, property?: string): readonly Problem[] {
  // A list so long that this would take time is refused for its length.
  const compared = (names ?? []).slice(0, MOST_COMPARED);
  return compared.flatMap((name, index) => {
    const first = compared.indexOf(name);
    if (typeof name !== 'string' || name === '' || first === index) return [];
    return [
      problemAt([key, index, ...(property === undefined ? [] : [property])], {
        message: `is also the name of ${key}[${first}]`,
        got: name,
        allowed: 'a name of its own',
      }),
    ];
  });
}

function kpiNameProblems(kpis: NonNullable<Outline['kpi']>): readonly Problem[] {
  return Object.keys(kpis)
    .filter((name) => !PATTERNS.kpi.test(name))
    .map((name) =>
      problemAt(['kpi', name], {
        message: 'has a name that cannot be used',
        got: name,
        allowed: '1 to 40 letters, digits and underscores, first a letter',
      }),
    );
}
