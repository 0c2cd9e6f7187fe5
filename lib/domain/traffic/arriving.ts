import type { Arrival } from './arrival';
import { NOT_REFILLED } from './baseline-count';
import { FINALIZE_ATTEMPTS, FINALIZE_PAUSE, TRAFFIC_LOOK } from '../bounds';
import { beginPhase } from '../evidence/judge-look';
import type { Note } from '../release/notes';
import { baselineWeights, trafficOf } from './phases';
import { type Goal, type LookAnswer, planOf, type Release } from '../release/release';
import { beginWayBack, causeOf } from '../rollback/take-over';
import { needsArming } from '../sentinels/watched';

/** What a look at the endpoint means for the release. `wait` is in seconds. */
export interface AfterLook {
  readonly next: LookAnswer;
  readonly wait: number;
  readonly release: Release;
  readonly notes: readonly Note[];
}

/** Takes a look's answer into the release. `now` is epoch milliseconds. */
export function afterLook(release: Release, goal: Goal, arrival: Arrival, now: number): AfterLook {
  const { goal: _, ...rest } = release;
  switch (arrival.next) {
    case 'wait':
      return { next: 'wait', wait: arrival.seconds, release: { ...release, goal: arrival.goal }, notes: [] };
    case 'resend':
      return { next: 'resend', wait: 0, release, notes: [] };
    case 'ready':
      // Nothing to arm for: the shift that needed the instances comes now.
      if (goal.step === 'capacity') return { next: 'ready', wait: 0, ...reach(rest, goal, now) };
      // Then the candidate is removed, by the step that has asked for the instances.
      if (goal.step === 'refilled') return { next: 'resend', wait: 0, ...reach(rest, goal, now) };
      return readied(reach(rest, goal, now));
    case 'failed':
      return miss(release, goal, arrival, now);
  }
}

function readied(reached: { readonly release: Release; readonly notes: readonly Note[] }): AfterLook {
  return { next: needsArming(reached.release) ? 'arm' : 'ready', wait: 0, ...reached };
}

function reach(release: Release, goal: Goal, now: number): { release: Release; notes: readonly Note[] } {
  const { candidate } = planOf(release);
  switch (goal.step) {
    case 'candidate':
      return {
        release: { ...release, stage: 'testing', weights: baselineWeights(planOf(release)) },
        notes: [
          {
            action: 'candidate ready',
            event: 'deployment.candidate_ready',
            detail: {
              variant: candidate.variant,
              model: candidate.model,
              beside: planOf(release).baseline?.variant,
              seconds: secondsSince(goal.startedAt, now),
            },
          },
        ],
      };
    case 'capacity':
    case 'refilled':
      return { release, notes: [{ action: 'instances in service', detail: { instances: goal.instances } }] };
    case 'traffic': {
      const { judgedUntil: _, heard: __, extended: ___, ...rest } = release;
      const phase = planOf(release).blueprint.phases[release.phase];
      return {
        release: {
          ...rest,
          stage: 'baking',
          weights: goal.weights,
          bakeFrom: now,
          evidence: mapValues(release.evidence, beginPhase),
        },
        notes: [
          {
            action: 'traffic shifted',
            event: 'deployment.traffic_shifted',
            detail: {
              phase: phase?.name,
              traffic: trafficOf(release),
              weights: goal.weights,
              seconds: secondsSince(goal.startedAt, now),
            },
          },
        ],
      };
    }
    case 'final':
      return {
        release: { ...release, stage: 'settling', bakeFrom: now },
        notes: [
          {
            action: 'final fleet in service',
            event: 'deployment.traffic_shifted',
            detail: {
              config: goal.config,
              model: candidate.model,
              traffic: 100,
              seconds: secondsSince(goal.startedAt, now),
            },
          },
        ],
      };
    case 'restored':
      return { release, notes: [] };
    case 'removed':
      return {
        release,
        notes: [{ action: 'candidate removed', detail: { variant: candidate.variant, config: goal.config } }],
      };
  }
}

function miss(release: Release, goal: Goal, arrival: Extract<Arrival, { next: 'failed' }>, now: number): AfterLook {
  const { goal: _, ...rest } = release;
  const { reason } = arrival;
  const failed: Note = { action: `${goal.step} not reached`, detail: { reason } };
  switch (goal.step) {
    case 'candidate':
    case 'capacity':
    case 'traffic': {
      const back = beginWayBack(rest, causeOf(rest, { trigger: 'sagemaker', reason, at: now }), now);
      return { next: 'failed', wait: 0, release: back.release, notes: [failed, ...back.notes] };
    }
    case 'final': {
      // A breach that came meanwhile is a person's to decide about; Finalize asks before it tries again.
      const attempts = FINALIZE_ATTEMPTS + (release.breach === undefined ? 0 : 1);
      if (arrival.gone !== true && release.finalizeAttempts < attempts) {
        return { next: 'resend', wait: FINALIZE_PAUSE, release: rest, notes: [failed] };
      }
      const remarks = [...release.remarks, `not finalized: ${reason}`];
      return { next: 'failed', wait: 0, release: { ...rest, remarks }, notes: [failed] };
    }
    case 'restored': {
      // The way back does not give up while its time lasts: look again, and send what is right then.
      if (now < (release.rollbackDeadline ?? now)) {
        return { next: 'resend', wait: TRAFFIC_LOOK, release: rest, notes: [failed] };
      }
      const outcome = arrival.gone === true ? ('endpoint_gone' as const) : ('rollback_failed' as const);
      return { next: 'failed', wait: 0, release: { ...rest, ending: { outcome, reason } }, notes: [failed] };
    }
    case 'refilled': {
      const remarks = [...release.remarks, `${NOT_REFILLED}: ${reason}`];
      return { next: 'resend', wait: 0, release: { ...rest, remarks }, notes: [failed] };
    }
    case 'removed': {
      const remarks = [...release.remarks, `cleanup pending: ${reason}`];
      return { next: 'failed', wait: 0, release: { ...rest, remarks }, notes: [failed] };
    }
  }
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function secondsSince(from: number, now: number): number {
  return Math.round((now - from) / 1000);
}
