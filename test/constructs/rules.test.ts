import { compilePattern } from '../../lib/emulator/event-bridge/pattern/compile-pattern';
import { plain, synthesized } from '../support/synthesized';

const { all, one } = synthesized();
const rules = all('AWS::Events::Rule');
const rule = (part: string) => one('AWS::Events::Rule', part).Properties;

/** Whether a rule takes an event, once ARNs of machines stand for themselves. */
function takes(part: string, event: object): boolean {
  const pattern = JSON.stringify(rule(part).EventPattern, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && 'Ref' in value ? plain(value) : value,
  );
  return compilePattern(pattern)(event);
}

const ALARM = {
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  detail: { alarmName: 'rollouts/Rollouts/fraud-detector/7/error_rate', state: { value: 'ALARM' } },
};

const DEATH = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { stateMachineArn: '<RolloutsCanaryA6F08406>', status: 'FAILED' },
};

const REFUSED = { ...DEATH, detail: { ...DEATH.detail, error: 'Refused' } };

const SICK = { source: 'shop.monitoring', 'detail-type': 'model.health_check.failed', detail: { endpoint: 'pricing' } };

const FAILED = {
  source: 'sagemaker.rollouts',
  'detail-type': 'deployment.rollback_failed',
  detail: { endpoint: 'pricing' },
};

describe('the rules', () => {
  it('are these and no others', () => {
    expect(
      Object.keys(rules)
        .map((id) => id.slice('Rollouts'.length, -8))
        .toSorted(),
    ).toEqual([
      'EveryMinute',
      'MessagesTells',
      'MessagesTellsRefusals',
      'PagesReleaseHolds',
      'PagesRollbackFails',
      'RegistryVersionApproved',
      'TriggersAlarmFires',
      'TriggersExecutionDies',
      'TriggersHealthCheckFails',
    ]);
  });

  it.each(Object.keys(rules))('%s keeps what it cannot deliver, and delivers nothing that is old', (id) => {
    const targets = rules[id]?.Properties.Targets;
    expect(targets).toHaveLength(1);
    expect(targets[0].DeadLetterConfig.Arn).toEqual({ 'Fn::GetAtt': ['RolloutsIncidentsDeadLetters23455DCA', 'Arn'] });
    expect(targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60);
    expect(targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBeLessThanOrEqual(300);
  });

  it.each([
    ["one of a release's alarms", 'AlarmFires', ALARM, {}, true],
    ['the end of an alarm', 'AlarmFires', ALARM, { state: { value: 'OK' } }, false],
    ['an alarm of another stack', 'AlarmFires', ALARM, { alarmName: 'rollouts/Rollouts2/pricing/1/error_rate' }, false],
    ['an alarm of the stack itself', 'AlarmFires', ALARM, { alarmName: 'Rollouts-rollback-failed' }, false],
    ["a user's own alarm", 'AlarmFires', ALARM, { alarmName: 'checkout-is-down' }, false],
    ['an execution that failed', 'ExecutionDies', DEATH, {}, true],
    ['one that timed out', 'ExecutionDies', DEATH, { status: 'TIMED_OUT' }, true],
    ['one that somebody stopped', 'ExecutionDies', DEATH, { status: 'ABORTED' }, true],
    ['a rollback that died', 'ExecutionDies', DEATH, { stateMachineArn: '<RolloutsRollback927A57ED>' }, true],
    ['one that succeeded', 'ExecutionDies', DEATH, { status: 'SUCCEEDED' }, false],
    ['a start that was refused', 'TellsRefusals', REFUSED, {}, true],
    ['a release that has failed', 'TellsRefusals', REFUSED, { error: 'RolledBack' }, false],
    ['a rollback', 'TellsRefusals', REFUSED, { stateMachineArn: '<RolloutsRollback927A57ED>' }, false],
    ["an execution of somebody else's machine", 'ExecutionDies', DEATH, { stateMachineArn: '<Other>' }, false],
    ['a sick model', 'HealthCheckFails', SICK, {}, true],
    ['a failed rollback', 'RollbackFails', FAILED, {}, true],
    [
      'a hold after a breach',
      'ReleaseHolds',
      { ...FAILED, 'detail-type': 'deployment.paused' },
      { why: 'breach' },
      true,
    ],
    [
      'an incident on both variants',
      'ReleaseHolds',
      { ...FAILED, 'detail-type': 'deployment.paused' },
      { why: 'incident' },
      true,
    ],
    ['a hold at a gate', 'ReleaseHolds', { ...FAILED, 'detail-type': 'deployment.paused' }, { why: 'gate' }, false],
  ])('are asked about %s', (_what, part, event, detail, expected) => {
    const asked = { ...event, detail: { ...event.detail, ...detail } };
    expect(takes(part, asked)).toBe(expected);
    // A replay tells of long ago.
    expect(takes(part, { ...asked, 'replay-name': 'last-week' })).toBe(false);
  });

  it('take no health check that claims to be ours', () => {
    expect(takes('HealthCheckFails', { ...SICK, source: 'sagemaker.rollouts' })).toBe(false);
  });

  it("listen to AWS's events on the default bus and to all others on ours", () => {
    expect(rule('AlarmFires').EventBusName).toBeUndefined();
    expect(rule('ExecutionDies').EventBusName).toBeUndefined();
    for (const part of ['HealthCheckFails', 'RollbackFails', 'ReleaseHolds']) {
      expect(rule(part).EventBusName).toEqual({ Ref: 'RolloutsBus810E55D5' });
    }
  });

  it('start the rollback machine with the event as it is', () => {
    for (const part of ['AlarmFires', 'ExecutionDies', 'HealthCheckFails']) {
      const [target] = rule(part).Targets;
      expect(plain(target.Arn)).toBe('<RolloutsRollback927A57ED>');
      expect(Object.keys(target)).not.toEqual(expect.arrayContaining([expect.stringMatching(/^Input/)]));
    }
  });

  it('run the reconciler every minute, and leave a failure to the next minute', () => {
    expect(rule('EveryMinute')).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(one('AWS::Lambda::EventInvokeConfig', 'Reconcile').Properties).toMatchObject({ MaximumRetryAttempts: 0 });
  });
});
