import { OUTPUTS } from '../../lib/domain/outputs';
import { grantsByRole } from '../support/policies';
import { plain, synthesized } from '../support/synthesized';

const stack = synthesized();
const { template, all, one } = stack;

/** What must survive a change of the code: another id is another table, and CloudFormation would lose the first. */
const STATEFUL = {
  'AWS::DynamoDB::Table': 'RolloutsTable2472F3D6',
  'AWS::Events::EventBus': 'RolloutsBus810E55D5',
  'AWS::SNS::Topic': ['RolloutsIncidentsTopicE2D48AFF', 'RolloutsMessagesTopic5799FC23'],
  'AWS::SQS::Queue': 'RolloutsIncidentsDeadLetters23455DCA',
  'AWS::KMS::Key': 'RolloutsIncidentsKey1D6BE5FD',
};

describe('RolloutsStack', () => {
  it.each(Object.entries(STATEFUL))('keeps the id of its %s', (type, ids) => {
    expect(Object.keys(all(type))).toEqual([ids].flat());
  });

  it('keeps the ids of its machines, which their names depend on', () => {
    expect(Object.keys(all('AWS::StepFunctions::StateMachine'))).toEqual([
      'RolloutsCanaryA6F08406',
      'RolloutsStandard2B1C0764',
      'RolloutsRollback927A57ED',
    ]);
  });

  it('names no account, no Region and no place on this machine', () => {
    const text = JSON.stringify(template);
    expect(text).not.toMatch(/\b\d{12}\b/);
    expect(text).not.toMatch(/\b(us|eu|ap)-[a-z]+-\d\b/);
    expect(text).not.toContain(process.cwd());
  });

  it('tells everything that a user must name', () => {
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(Object.values(OUTPUTS)));
    expect(Object.keys(template.Outputs)).toHaveLength(Object.keys(OUTPUTS).length);
  });

  it('keeps its table through mistakes and its own end', () => {
    const table = one('AWS::DynamoDB::Table', 'Table');
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'live',
          KeySchema: [
            { AttributeName: 'live', KeyType: 'HASH' },
            { AttributeName: 'dueBy', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['owner'] },
        },
      ],
    });
  });

  it('gives every function Node 24 on arm64, tracing, a log group and a role of its own', () => {
    const functions = Object.values(all('AWS::Lambda::Function')).map(({ Properties }) => Properties);
    for (const properties of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        MemorySize: 512,
      });
    }
    const groups = functions.map(({ LoggingConfig }) => plain(LoggingConfig.LogGroup));
    const roles = functions.map(({ Role }) => plain(Role));
    expect(new Set(groups).size).toBe(functions.length);
    expect(new Set(roles).size).toBe(functions.length);
    for (const role of roles)
      expect(all('AWS::IAM::Role')[role.slice(1, -5)]?.Properties.ManagedPolicyArns).toBeUndefined();
  });

  it('ends whoever writes to an endpoint after half a minute, so that a fenced one is soon harmless', () => {
    const writers = Object.entries(grantsByRole(stack)).flatMap(([role, grants]) =>
      grants.some(({ action }) => /^sagemaker:(Create|Update|Delete)/.test(action)) ? [role.replace(/Role$/, '')] : [],
    );
    expect(writers.length).toBeGreaterThan(4);
    for (const writer of writers) expect(one('AWS::Lambda::Function', writer).Properties.Timeout).toBe(30);
  });

  it('keeps logs for as long as it is told', () => {
    for (const [days, props] of [
      [90, {}],
      [365, { logRetention: 365 }],
    ] as const) {
      const groups = Object.values(synthesized(props).all('AWS::Logs::LogGroup'));
      expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual(groups.map(() => days));
    }
  });

  it('logs every event of its machines, without the data that a blueprint may carry, and traces them', () => {
    for (const { Properties } of Object.values(all('AWS::StepFunctions::StateMachine'))) {
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
      expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
      // Without a type, a machine is a Standard one.
      expect(Properties.StateMachineType ?? 'STANDARD').toBe('STANDARD');
    }
  });

  it('names its machines after itself', () => {
    const names = Object.values(all('AWS::StepFunctions::StateMachine')).map(
      ({ Properties }) => Properties.StateMachineName,
    );
    expect(names).toEqual(['Rollouts-canary', 'Rollouts-standard', 'Rollouts-rollback']);
  });
});
