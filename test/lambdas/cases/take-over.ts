import { createHandler as takeOver } from '../../../lambdas/take-over';
import { ENDPOINT, plan, record, release, RESCUER, START, step } from '../../support/releases';

import { type Case } from './case';

/** Starts of the rollback machine. */
export function takeOverCases(): Case[] {
  const request = { endpoint: ENDPOINT, actor: 'ann', reason: 'smells' };
  const input = { request, step: step('Take over', 1, RESCUER) };
  const alarm = {
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 'rollouts/Rollouts/fraud/7/error_rate', state: { value: 'ALARM', reason: 'too many' } },
  };
  const died = {
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: release('baking').owner, status: 'FAILED' },
  };
  return [
    {
      name: 'Take over a live release',
      next: 'restore',
      prepare: (world) => {
        world.beside(50).live(release('baking', { phase: 1 }));
        return () => takeOver(world.ports)(input);
      },
    },
    {
      name: 'Take over a release that only holds',
      next: 'held',
      prepare: (world) => {
        world.beside(50);
        const live = release('baking', { phase: 1, plan: plan({ rollback: 'manual' }) });
        world.table.put(record(live, { holdToken: 'token' }));
        return () => takeOver(world.ports)({ ...input, request: alarm });
      },
    },
    {
      name: 'Take over a passed release whose owner died',
      next: 'close',
      prepare: (world) => {
        world.final().live(release('settling', { phase: 2, passedAt: START }));
        return () => takeOver(world.ports)({ ...input, request: died });
      },
    },
    {
      name: 'Take over with nothing live',
      next: 'nothing',
      prepare: (world) => {
        world.before().table.put(record(undefined));
        return () => takeOver(world.ports)({ ...input, request: alarm });
      },
    },
  ];
}
