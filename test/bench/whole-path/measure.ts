import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { rehearse } from '../../../lib/rehearsal/rehearse';
import type { Report } from '../../../lib/rehearsal/report';
import { parseScenario } from '../../../lib/rehearsal/scenario';
import { BLUEPRINT, type Row } from './situations';

/** Who rolled a release back. */
export type Sentinel = 'judge' | 'breaker' | 'other';

/** How one rehearsed release went. */
export interface Outcome {
  readonly rolledBack: boolean;
  /** Who called for it. */
  readonly sentinel?: Sentinel;
  /** Minutes from the first traffic on the candidate until that. */
  readonly minutes?: number;
  /** Users' requests that the candidate failed. */
  readonly failed: number;
  /** Whether it stopped to ask a person. */
  readonly held: boolean;
}

/** Rehearses the releases of a row, `runs` of them, each with a seed of its own. */
export async function measure(
  row: Row,
  { template, runs, seed }: { readonly template: unknown; readonly runs: number; readonly seed: string },
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let run = 0; run < runs; run++) {
    outcomes.push(await measureOne({ ...row.scenario, seed: `${seed}/${row.name}/${run}` }, template));
  }
  return outcomes;
}

async function measureOne(document: unknown, template: unknown): Promise<Outcome> {
  const blueprint = parseBlueprint(BLUEPRINT);
  if (!blueprint.ok) throw new Error(JSON.stringify(blueprint.problems));
  const scenario = parseScenario(document, blueprint.blueprint);
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.problems));
  const { report } = await rehearse({
    template,
    document: BLUEPRINT,
    blueprint: blueprint.blueprint,
    scenario: scenario.scenario,
  });
  return toOutcome(report);
}

/** What a report says of the sentinels. */
export function toOutcome(report: Pick<Report, 'outcome' | 'events' | 'rollback' | 'candidate' | 'reason'>): Outcome {
  const at = (type: string): number | undefined => {
    const found = report.events.find(({ detailType }) => detailType === `deployment.${type}`);
    return found === undefined ? undefined : Date.parse(found.time);
  };
  const held = at('paused') !== undefined;
  const common = { failed: report.candidate.errors, held };
  if (report.outcome === 'completed') return { ...common, rolledBack: false };
  if (report.outcome !== 'rolled_back') throw new Error(`a release ended ${report.outcome}: ${report.reason}`);
  const [from, to] = [at('traffic_shifted'), at('rollback_started')];
  const minutes = from === undefined || to === undefined ? undefined : Math.ceil((to - from) / 60_000);
  return {
    ...common,
    rolledBack: true,
    sentinel: sentinelOf(report.rollback?.trigger),
    ...(minutes !== undefined && { minutes }),
  };
}

function sentinelOf(trigger: string | undefined): Sentinel {
  if (trigger === 'kpi') return 'judge';
  return trigger === 'alarm' ? 'breaker' : 'other';
}
