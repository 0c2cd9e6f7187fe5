import fc from 'fast-check';
import { drillReason } from '../../../lib/domain/sentinels/drill';
import { startForAlarm, startForDead } from '../../../lib/domain/rollback/reconciling';
import { parseTrigger } from '../../../lib/domain/rollback/trigger';
import { goingBack, record, release, STACK, START } from '../../support/releases';

const NAME = 'rollouts/Rollouts/fraud/7/error_rate';

function alarmEvent(alarmName: string, value = 'ALARM', reasonData?: string) {
  return {
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    detail: { alarmName, state: { value, reason: 'Threshold Crossed', ...(reasonData && { reasonData }) } },
  };
}

function healthCheck(detail: unknown, time?: string) {
  return { 'detail-type': 'model.health_check.failed', detail, ...(time && { time }) };
}

describe('parseTrigger', () => {
  it('reads an alarm of this stack, with its newest data point', () => {
    const data = JSON.stringify({ version: '1.0', recentDatapoints: [0.31, 0.2], threshold: 0.05 });
    expect(parseTrigger(STACK, alarmEvent(NAME, 'ALARM', data))).toEqual({
      kind: 'alarm',
      endpoint: 'fraud',
      release: 7,
      watch: 'error_rate',
      reason: 'Threshold Crossed',
      value: 0.31,
    });
  });

  it.each(['not JSON', '{"recentDatapoints":"none"}', '{"recentDatapoints":[]}', '[]'])(
    'reads an alarm whose data it cannot read: %s',
    (data) => expect(parseTrigger(STACK, alarmEvent(NAME, 'ALARM', data))).not.toHaveProperty('value'),
  );

  it.each<[string, unknown, string]>([
    ['an alarm of somebody else', alarmEvent('checkout-is-down'), 'belongs to no release'],
    ['an alarm of another stack', alarmEvent(NAME.replace('Rollouts', 'Others')), 'belongs to no release'],
    ['an alarm that has gone quiet', alarmEvent(NAME, 'OK'), 'is not in state ALARM'],
    ['an execution without a name', { 'detail-type': 'Step Functions Execution Status Change' }, 'names no execution'],
    ['a health check without an endpoint', healthCheck({ reason: 'drift' }), 'names no endpoint'],
    ['a request without an endpoint', { actor: 'ann' }, 'the input names no endpoint'],
    ['no object', 'fraud', 'the input is not an object'],
  ])('has nothing to do for %s', (_, input, reason) => {
    expect(parseTrigger(STACK, input)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining(reason) });
  });

  it('reads an execution that died', () => {
    const detail = { executionArn: 'arn:r7', status: 'FAILED', error: 'Boom', cause: null };
    expect(parseTrigger(STACK, { 'detail-type': 'Step Functions Execution Status Change', detail })).toEqual({
      kind: 'execution',
      execution: 'arn:r7',
      status: 'FAILED',
      cause: 'Boom',
    });
  });

  it('reads a health check, and when it was reported', () => {
    const event = healthCheck({ endpoint: 'fraud', reason: 'drift' }, '2026-03-02T10:00:00Z');
    expect(parseTrigger(STACK, event)).toEqual({ kind: 'health_check', endpoint: 'fraud', reason: 'drift', at: START });
    expect(parseTrigger(STACK, healthCheck({ endpoint: 'fraud' }, 'yesterday'))).not.toHaveProperty('at');
  });

  it('keeps of a pasted log what the record has room for', () => {
    const detail = { endpoint: 'fraud', reason: 'x'.repeat(200_000) };
    const read = parseTrigger('Rollouts', { 'detail-type': 'model.health_check.failed', detail });
    expect(read).toMatchObject({ kind: 'health_check', reason: 'x'.repeat(1000) });
  });

  it('reads what a person asks for, with as much as they say', () => {
    expect(parseTrigger(STACK, { endpoint: 'fraud', actor: 'ann', reason: 'smells' })).toEqual({
      kind: 'person',
      endpoint: 'fraud',
      actor: 'ann',
      reason: 'smells',
    });
    expect(parseTrigger(STACK, { endpoint: 'fraud', release: 7 })).toMatchObject({ release: 7 });
    expect(parseTrigger(STACK, { endpoint: 'fraud', release: '7' })).not.toHaveProperty('release');
    expect(parseTrigger(STACK, { endpoint: 'fraud' })).toMatchObject({ actor: 'somebody', reason: 'no reason given' });
  });

  it('reads where a person wants to go back to, and takes nobody elsewhere', () => {
    expect(parseTrigger(STACK, { endpoint: 'fraud', to: 3 })).toMatchObject({ to: { kind: 'release', number: 3 } });
    expect(parseTrigger(STACK, { endpoint: 'fraud', to: null })).not.toHaveProperty('to');
    expect(parseTrigger(STACK, { endpoint: 'fraud', to: { release: 3 } })).toEqual({
      kind: 'unknown',
      reason: "where to go back to cannot be read: to is previous, a release's number, or a blueprint's id",
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (input) => typeof parseTrigger(STACK, input).kind === 'string'));
  });
});

describe('what the reconciler starts', () => {
  const alarm = {
    name: NAME,
    state: 'ALARM' as const,
    reason: 'high',
    actionsEnabled: true,
    release: 7,
    watch: 'error_rate',
  };

  it('reads like the event that never came', () => {
    const start = startForAlarm(record(release('baking')), alarm, START);
    expect(parseTrigger(STACK, start?.input)).toMatchObject({ kind: 'alarm', release: 7, watch: 'error_rate' });
    const dead = startForDead(record(release('baking')), 'GONE', START);
    expect(parseTrigger(STACK, dead?.input)).toMatchObject({ kind: 'execution', execution: release('baking').owner });
  });

  it('is one start for five minutes, then another', () => {
    const names = [0, 60_000, 299_999, 300_000].map(
      (later) => startForAlarm(record(release('baking')), alarm, START + later)?.name,
    );
    expect(new Set(names).size).toBe(2);
  });

  it('comes on top of a breach that only holds, and of no other', () => {
    const breach = { trigger: 'kpi' as const, reason: 'slow', at: START };
    expect(startForAlarm(record(release('baking', { breach })), alarm, START)).toBeUndefined();
    const holding = release('baking', { breach: { ...breach, holds: true } });
    expect(startForAlarm(record(holding), alarm, START)).toBeDefined();
  });

  it('is never made of a drill, which asks whether the event itself arrives', () => {
    expect(startForAlarm(record(release('testing')), { ...alarm, reason: drillReason(7) }, START)).toBeUndefined();
  });

  it('is nothing where nobody waits for it', () => {
    expect(startForAlarm(undefined, alarm, START)).toBeUndefined();
    expect(startForAlarm(record(undefined), alarm, START)).toBeUndefined();
    expect(startForAlarm(record(release('baking')), { ...alarm, release: 6 }, START)).toBeUndefined();
    expect(startForAlarm(record(goingBack()), alarm, START)).toBeUndefined();
    expect(startForDead(record(undefined), 'FAILED', START)).toBeUndefined();
  });

  it('tells the deaths of two owners apart', () => {
    const one = startForDead(record(goingBack(), { epoch: 9 }), 'FAILED', START)?.name;
    expect(startForDead(record(goingBack(), { epoch: 10 }), 'FAILED', START)?.name).not.toBe(one);
  });
});
