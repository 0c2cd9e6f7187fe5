import type { Context } from '../context';
import type { Endpoint, LiveVariant } from '../state';
import { dwellOf, setStatus, transition, type EventMode } from './transition';

/** New desired values for one variant; what is left out stays. */
export interface VariantChange {
  readonly variant: LiveVariant;
  readonly weight?: number;
  readonly instances?: number;
}

/** Changes weights and instance counts of the running fleet. */
export function startRescale(context: Context, endpoint: Endpoint, changes: readonly VariantChange[]): void {
  const scales = changes.some(
    ({ variant, instances }) => instances !== undefined && instances !== variant.currentInstances,
  );
  // Normally InService; a mix left by a failed rollback stays one.
  const before = endpoint.status;
  const startedAt = context.clock.now();
  for (const { variant, weight, instances } of changes) {
    if (weight !== undefined) variant.desiredWeight = weight;
    if (instances !== undefined) variant.desiredInstances = instances;
    variant.status = { Status: 'Updating', StartTime: startedAt / 1000 };
  }
  const { weightsSeconds, capacitySeconds } = dwellOf(context, endpoint);
  const seconds = scales ? Math.max(weightsSeconds, capacitySeconds) : weightsSeconds;
  const events: EventMode = scales || context.settings.switches.weightChangeEvents === 'present' ? 'emit' : 'quiet';
  const rollsBack = context.faults.takeWeightsFault(endpoint.name);

  const finish = (): void => {
    for (const variant of endpoint.variants) variant.status = undefined;
    setStatus(context, endpoint, before, events);
  };
  const succeed = (): void => {
    for (const variant of endpoint.variants) {
      variant.currentWeight = variant.desiredWeight;
      variant.currentInstances = variant.desiredInstances;
    }
    finish();
  };
  const rollBack = (): void => {
    for (const variant of endpoint.variants) {
      variant.desiredWeight = variant.currentWeight;
      variant.desiredInstances = variant.currentInstances;
    }
    transition(context, endpoint, { status: 'RollingBack', seconds, events, done: finish });
  };
  transition(context, endpoint, { status: 'Updating', seconds, events, done: rollsBack ? rollBack : succeed });
}
