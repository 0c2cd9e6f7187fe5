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
  const last = {
    number: 7,
    id: 'fraud-v42',
    outcome: 'completed' as const,
    reason: '',
    startedAt: START,
    endedAt: START,
    plan: plan(),
  };
  const older = { ...plan(), candidate: { ...plan().candidate, model: 'fraud-v41', finalConfig: 'fraud-r6-final' } };
  return [
    {
      name: 'Take over to go back from a release that completed',
      next: 'restore',
      prepare: (world) => {
        world.final().table.put(record(undefined, { last }));
        return () => takeOver(world.ports)(input);
      },
    },
    {
      name: 'Take over to go back to an older release',
      next: 'restore',
      prepare: (world) => {
        world.final().table.put(record(undefined, { last }));
        world.table.past.push({ ...last, number: 6, plan: older });
        return () => takeOver(world.ports)({ ...input, request: { ...request, to: 6 } });
      },
    },
    {
      name: 'Take over to go back to a blueprint',
      next: 'restore',
      prepare: (world) => {
        world.final().table.put(record(undefined, { last }));
        world.table.past.push({ ...last, number: 6, id: 'fraud-v41', plan: older });
        return () => takeOver(world.ports)({ ...input, request: { ...request, to: 'fraud-v41' } });
      },
    },
    {
      name: 'Take over to go back to a release that never was',
      next: 'nothing',
      prepare: (world) => {
        world.final().table.put(record(undefined, { last }));
        return () => takeOver(world.ports)({ ...input, request: { ...request, to: 5 } });
      },
    },
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
