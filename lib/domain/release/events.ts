import type { AuditEntry } from './audit';

/** Source of all events of ours. */
export const EVENT_SOURCE = 'sagemaker.rollouts';

/** Detail type by which other systems report a sick model to our bus. */
export const HEALTH_CHECK_FAILED = 'model.health_check.failed';

/** Reasons of `deployment.paused` for which a person is paged at once; the others can wait for somebody to look. */
export const PAGED_HOLDS = ['breach', 'incident'] as const;

/** Detail types of the events on the stack's bus. */
export type EventType =
  | 'deployment.started'
  | 'deployment.candidate_ready'
  | 'deployment.traffic_shifted'
  | 'deployment.phase_passed'
  | 'deployment.paused'
  | 'deployment.resumed'
  | 'deployment.promoted'
  | 'deployment.completed'
  | 'deployment.rollback_started'
  | 'deployment.rolled_back'
  | 'deployment.failed'
  | 'deployment.rollback_failed';

/** Detail of an event, version 1. Times are RFC 3339. */
export interface EventDetail {
  readonly version: '1';
  /** The same for every delivery of the same event. */
  readonly id: string;
  readonly endpoint: string;
  /** Number of the release on this endpoint. */
  readonly release: number;
  readonly at: string;
  readonly actor: string;
  readonly [key: string]: unknown;
}

export interface ReleaseEvent {
  readonly type: EventType;
  readonly detail: EventDetail;
}

/** The event that an audit entry stands for, if it stands for one. */
export function toEvent(endpoint: string, entry: AuditEntry): ReleaseEvent | undefined {
  if (entry.event === undefined) return undefined;
  return {
    type: entry.event,
    detail: {
      ...entry.detail,
      version: '1',
      id: `${endpoint}/${entry.sequence}`,
      endpoint,
      release: entry.release,
      at: new Date(entry.at).toISOString(),
      actor: entry.actor,
    },
  };
}
