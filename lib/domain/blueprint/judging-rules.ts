import type { Blueprint, Kpi, Phase } from './blueprint';
import { isCounted } from './kpi';
import { problemAt, type Problem } from './problem';

/** What does not go together: how KPIs are judged, and what the phases give them to judge by. */
export function judgingProblems(blueprint: Blueprint): readonly Problem[] {
  return [
    ...blueprint.kpis.flatMap((kpi) => comparisonProblems(kpi, blueprint)),
    ...blueprint.phases.flatMap((phase, index) => certificateProblems(phase, index, blueprint)),
    ...(blueprint.kpis.every(({ dryRun }) => dryRun === true) ? [nothingActs()] : []),
  ];
}

function comparisonProblems({ name, limit, worseThanBaseline }: Kpi, { phases }: Blueprint): readonly Problem[] {
  if (limit !== undefined || phases.some(({ traffic }) => traffic < 100)) return [];
  return [
    problemAt(['kpi', name, 'worse_than_baseline'], {
      message: 'has nothing to compare with where the candidate gets all the traffic at once',
      got: worseThanBaseline?.text,
      allowed: 'a limit beside it, or strategy: canary',
    }),
  ];
}

function certificateProblems(phase: Phase, index: number, { kpis }: Blueprint): readonly Problem[] {
  if (phase.finish === undefined) return [];
  const at = ['phases', index, 'finish'];
  if (phase.traffic >= 100) {
    return [
      problemAt(at, {
        message: 'can never come true at 100%, where nothing is left to compare with',
        got: phase.finish,
        allowed: 'a phase below 100%',
      }),
    ];
  }
  const uncertain = kpis.filter((kpi) => kpi.dryRun !== true && !isCounted(kpi)).map(({ name }) => name);
  if (uncertain.length === 0) return [];
  return [
    problemAt(at, {
      message: `can never come true: ${uncertain.join(', ')} is known by its value only and can have no certificate`,
      got: phase.finish,
      allowed: 'KPIs that count requests, or dry_run: true for the others',
    }),
  ];
}

function nothingActs(): Problem {
  return problemAt(['kpi'], {
    message: 'has dry runs only, so nothing would ever stop the release',
    got: 'dry runs',
    allowed: 'at least one KPI that acts',
  });
}
