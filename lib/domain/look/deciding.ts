import type { KpiNumbers } from './kpi-numbers';
import type { KpiVerdict } from './judge';
import { trafficOf } from '../traffic/phases';
import { planOf, type Release } from '../release/release';

/** What a decision function is asked; part of the contract with its author. */
export interface DecisionQuestion {
  readonly version: 1;
  readonly endpoint: string;
  readonly release: number;
  readonly id: string;
  readonly phase: string;
  /** Percent. */
  readonly traffic: number;
  readonly bakeOver: boolean;
  readonly verdicts: readonly {
    readonly kpi: string;
    readonly verdict: KpiVerdict['verdict'];
    readonly incident: boolean;
    readonly dryRun: boolean;
    readonly reason: string;
    readonly numbers?: KpiNumbers;
  }[];
}

/** What it may answer. */
export const DECISIONS = ['continue', 'pause', 'promote', 'roll back'] as const;

/** Its answer, or why there is none: no answer is never good news. */
export type DecisionAnswer =
  | { readonly decision: (typeof DECISIONS)[number]; readonly reason: string }
  | { readonly decision: 'none'; readonly reason: string };

/** The question of a look. */
export function questionOf(release: Release, verdicts: readonly KpiVerdict[], bakeOver: boolean): DecisionQuestion {
  const { blueprint } = planOf(release);
  return {
    version: 1,
    endpoint: blueprint.endpoint,
    release: release.number,
    id: blueprint.id,
    phase: blueprint.phases[release.phase]?.name ?? '',
    traffic: trafficOf(release),
    bakeOver,
    verdicts: verdicts.map(({ kpi, verdict, incident, dryRun, reason, numbers }) => ({
      kpi,
      verdict,
      incident,
      dryRun: dryRun === true,
      reason,
      ...(numbers !== undefined && { numbers }),
    })),
  };
}

const LONGEST_REASON = 500;

/** Reads what a function has answered; anything but one of the words is no answer. */
export function readAnswer(payload: unknown): DecisionAnswer {
  if (typeof payload !== 'object' || payload === null || !('decision' in payload)) {
    return { decision: 'none', reason: 'its answer has no decision' };
  }
  const word = payload.decision;
  const decision = DECISIONS.find((known) => known === word || known.replace(' ', '_') === word);
  if (decision === undefined) {
    const got = JSON.stringify(word)?.slice(0, 40) ?? 'nothing';
    return { decision: 'none', reason: `its decision is ${got}; it may be ${DECISIONS.join(', ')}` };
  }
  const reason = 'reason' in payload && typeof payload.reason === 'string' ? payload.reason : 'no reason given';
  return { decision, reason: reason.slice(0, LONGEST_REASON) };
}

/** The answer as far as the blueprint lets it count. */
export function heeded(answer: DecisionAnswer | undefined, mayPromote: boolean): DecisionAnswer | undefined {
  if (answer?.decision !== 'promote' || mayPromote) return answer;
  return { decision: 'continue', reason: `${answer.reason} (it may not promote)` };
}
