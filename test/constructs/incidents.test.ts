import { RUNBOOK } from '../../lib/constructs/runbook';
import { alarmPrefix } from '../../lib/domain/names';
import { plain, synthesized } from '../support/synthesized';

const { all, one } = synthesized({ notify: ['oncall@example.com', 'lead@example.com'] });
const alarms = Object.values(all('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const topic = '<RolloutsIncidentsTopicE2D48AFF>';

describe('incidents', () => {
  it.each([
    ['rollback-failed', 'ExecutionsFailed'],
    ['rollback-timed-out', 'ExecutionsTimedOut'],
    ['rollback-was-aborted', 'ExecutionsAborted'],
    ['events-undelivered', 'ApproximateNumberOfMessagesVisible'],
    ['reconciler-fails', 'Errors'],
    ['release-stuck', 'OverdueReleases'],
    ['rollback-still-failed', 'FailedRollbacks'],
  ])('page for %s', (name, metric) => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === `Rollouts-${name}`);
    expect(alarm).toMatchObject({
      MetricName: metric,
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
    expect(alarm.AlarmActions.map(plain)).toEqual([topic]);
    expect(alarm.AlarmDescription).toMatch(/docs\/runbook\.md#[a-z-]+$/);
  });

  it('page when the reconciler no longer runs, but not before it ever did', () => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === 'Rollouts-reconciler-fails');
    expect(alarm).toMatchObject({ TreatMissingData: 'missing', EvaluationPeriods: 5, DatapointsToAlarm: 3 });
    expect(alarm.InsufficientDataActions.map(plain)).toEqual([topic]);
  });

  it('page for what the reconciler counts also where it has not run in some minute', () => {
    for (const name of ['release-stuck', 'rollback-still-failed']) {
      const alarm = alarms.find(({ AlarmName }) => AlarmName === `Rollouts-${name}`);
      expect(alarm).toMatchObject({
        Namespace: 'SageMakerRollouts',
        Dimensions: [{ Name: 'service', Value: 'Rollouts' }],
      });
      expect(alarm.EvaluationPeriods).toBe(alarm.DatapointsToAlarm + 2);
      expect(alarm.TreatMissingData).toBe('notBreaching');
    }
  });

  it('have alarms whose names start no rollback', () => {
    for (const { AlarmName } of alarms) expect(AlarmName.startsWith(alarmPrefix('Rollouts'))).toBe(false);
  });

  it('are told to everybody in the configuration', () => {
    const addresses = Object.values(all('AWS::SNS::Subscription')).map(({ Properties }): string => Properties.Endpoint);
    expect(addresses.toSorted()).toEqual(['lead@example.com', 'oncall@example.com']);
  });

  it('are told to nobody where the configuration names nobody', () => {
    expect(synthesized().all('AWS::SNS::Subscription')).toEqual({});
  });

  it('lie under a key that the services which write them may use', () => {
    expect(plain(one('AWS::SNS::Topic', 'IncidentsTopic').Properties.KmsMasterKeyId)).toContain(
      'RolloutsIncidentsKey1D6BE5FD',
    );
    expect(plain(one('AWS::SQS::Queue', 'DeadLetters').Properties.KmsMasterKeyId)).toContain(
      'RolloutsIncidentsKey1D6BE5FD',
    );
    const { Statement } = one('AWS::KMS::Key', 'Key').Properties.KeyPolicy;
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
      }),
    );
  });

  it('carry the reason and what to do', () => {
    const [target] = one('AWS::Events::Rule', 'RollbackFails').Properties.Targets;
    expect(target.InputTransformer.InputTemplate).toContain(RUNBOOK.rollbackFailed);
    expect(Object.values(target.InputTransformer.InputPathsMap)).toEqual([
      '$.detail.endpoint',
      '$.detail.release',
      '$.detail.reason',
    ]);
  });
});
