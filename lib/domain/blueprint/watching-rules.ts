import type { Blueprint } from './blueprint';
import { weightOf } from '../look/policy';
import { readStricter } from './caution-limits';
import { probesOf } from './check-schema';
import { problemAt, type Problem } from './problem';
import { suggest } from './reading';
import type { Draft } from './schema';

/** What does not go together among the health checks, the policy over all of them, and the hours of caution. */
export function watchingProblems(draft: Draft, blueprint: Blueprint): readonly Problem[] {
  return [
    ...probeProblems(draft),
    ...nameProblems(draft, blueprint),
    ...policyProblems(blueprint),
    ...cautionProblems(draft, blueprint),
  ];
}

function probeProblems({ checks = [] }: Draft): readonly Problem[] {
  return checks.flatMap((check, index) => {
    const count = probesOf(check).length;
    if (count === 1) return [];
    const message = count === 0 ? 'does not say how to ask' : 'asks in more ways than one';
    return [problemAt(['checks', index], { message, got: check, allowed: 'one of invoke, http, tcp and lambda' })];
  });
}

/** Verdicts are told apart by name. */
function nameProblems({ checks = [] }: Draft, { kpis }: Blueprint): readonly Problem[] {
  return checks.flatMap(({ name }, index) =>
    kpis.some((kpi) => kpi.name === name)
      ? [
          problemAt(['checks', index, 'name'], {
            message: 'is also the name of a KPI',
            got: name,
            allowed: 'another name',
          }),
        ]
      : [],
  );
}

function policyProblems({ policy, kpis, checks }: Blueprint): readonly Problem[] {
  if (policy?.kind !== 'weights') return [];
  const names = [...kpis.filter(({ dryRun }) => dryRun !== true), ...checks].map(({ name }) => name);
  const unknown = Object.keys(policy.weights).filter((name) => !names.includes(name));
  const total = names.reduce((sum, name) => sum + weightOf(policy, name), 0);
  return [
    ...unknown.map((name) =>
      problemAt(['policy'], {
        message: `weighs ${name}, which is neither a KPI that acts nor a check${suggest(name, names)}`,
        got: policy.weights,
        allowed: names.join(', '),
      }),
    ),
    ...(total < policy.atLeast
      ? [
          problemAt(['policy'], {
            message: `can never act: all weights add up to ${total}`,
            got: policy.atLeast,
            allowed: `an atLeast of at most ${total}`,
          }),
        ]
      : []),
  ];
}

function cautionProblems({ caution }: Draft, { kpis }: Blueprint): readonly Problem[] {
  return Object.entries(caution?.kpi ?? {}).flatMap(([name, text]) => {
    const reading = readStricter(
      text,
      kpis.find((kpi) => kpi.name === name),
    );
    if (reading.ok) return [];
    const { message, allowed = '' } = reading;
    return [problemAt(['caution', 'kpi', name], { message, got: text, allowed })];
  });
}
