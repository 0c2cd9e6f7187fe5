import { deployTemplate } from '../../../lib/emulator/template/deploy-template';
import { inTime, newAccount, START } from '../support/account';

function idle() {
  return () => async () => null;
}

const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** A small stack: a rule on a bus of its own starts a machine, whose function writes to a table. */
const TEMPLATE = {
  Description: 'a small stack',
  Parameters: {
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    Stage: { Type: 'String', Default: 'test' },
  },
  Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
  Rules: { CheckBootstrapVersion: {} },
  Resources: {
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventBusName: { Ref: 'Bus' },
        EventPattern: { source: ['shop'] },
        Targets: [
          {
            Id: 'T',
            Arn: { Ref: 'Machine' },
            RoleArn: ROLE,
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
          },
        ],
      },
    },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: ROLE,
        DefinitionString: {
          'Fn::Join': [
            '',
            [
              '{"QueryLanguage":"JSONata","StartAt":"Go","States":{"Go":{"Type":"Task","Resource":"arn:',
              { Ref: 'AWS::Partition' },
              ':states:::lambda:invoke","Arguments":{"FunctionName":"${fn}","Payload":{"n":1}},"Output":"{% $states.result.Payload %}","End":true}}}',
            ],
          ],
        },
        DefinitionSubstitutions: { fn: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: ROLE,
        Timeout: 7,
        Environment: { Variables: { TABLE: { Ref: 'Table' }, BUS: { 'Fn::GetAtt': ['Bus', 'Name'] } } },
      },
    },
    Retries: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'rollouts' } },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pages' } },
    Page: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: 'a@example.com' },
    },
    Undelivered: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'undelivered',
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Dead', 'QueueName'] } }],
        Statistic: 'Maximum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [{ Ref: 'Topic' }],
      },
    },
    Anything: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      Properties: { AlarmName: 'anything', AlarmRule: { 'Fn::Sub': 'ALARM("${Undelivered}")' } },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    OnlyInProd: { Type: 'AWS::SQS::Queue', Condition: 'IsProd', Properties: {} },
  },
  Outputs: {
    MachineArn: { Value: { Ref: 'Machine' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}-machine' } } },
    ProdQueue: { Condition: 'IsProd', Value: { Ref: 'OnlyInProd' } },
  },
};

async function deployed(resources: object = TEMPLATE.Resources, seed = 1) {
  const account = newAccount({}, seed);
  const environments: unknown[] = [];
  const stack = await deployTemplate(
    account,
    { ...TEMPLATE, Resources: resources, ...(resources === TEMPLATE.Resources ? {} : { Outputs: {} }) },
    {
      stackName: 'demo',
      functions: (logicalId) => (environment) => {
        environments.push(environment);
        return async (event) => ({ logicalId, event });
      },
    },
  );
  return { account, stack, environments };
}

describe('a deployed template', () => {
  it('works as a whole: an event starts the machine, which invokes the function', async () => {
    const { account, stack, environments } = await deployed();
    await account.direct('EventBridge', 'PutEvents', {
      Entries: [{ Source: 'shop', DetailType: 'd', Detail: '{}', EventBusName: 'rollouts' }],
    });
    await account.clock.run(() => false, START + 5000);
    expect(account.stepFunctions.executions(stack.outputs['MachineArn'])).toMatchObject([
      { status: 'SUCCEEDED', output: '{"logicalId":"Function","event":{"n":1}}' },
    ]);
    expect(environments).toMatchObject([
      { TABLE: stack.physicalIds['Table'], BUS: 'rollouts', AWS_REGION: 'eu-west-1' },
    ]);
    expect(account.problems).toEqual([]);
  });

  it('gives resources the names that CloudFormation would make up, the same for equal seeds', async () => {
    const { stack } = await deployed();
    const { stack: again } = await deployed();
    const { stack: other } = await deployed(TEMPLATE.Resources, 2);
    expect(stack.physicalIds['Table']).toMatch(/^demo-Table-[A-Z0-9]{12}$/);
    expect(stack.physicalIds).toMatchObject({
      Bus: 'rollouts',
      Topic: 'arn:aws:sns:eu-west-1:123456789012:pages',
      Dead: expect.stringMatching(/^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/123456789012\/demo-Dead-/),
      Rule: expect.stringMatching(/^rollouts\|demo-Rule-/),
    });
    expect(again.physicalIds).toEqual(stack.physicalIds);
    expect(other.physicalIds['Table']).not.toBe(stack.physicalIds['Table']);
  });

  it('cuts made-up names to the length that the service allows', async () => {
    const longId = 'RolloutsReconcilerThatRunsEveryMinuteAndLooksAtAllReleases';
    const { stack } = await deployed({ [longId]: { Type: 'AWS::Lambda::Function', Properties: {} } });
    expect(stack.physicalIds[longId]).toHaveLength(64);
    expect(stack.functions).toEqual([{ name: stack.physicalIds[longId], logicalId: longId, roleLogicalId: undefined }]);
  });

  it('leaves out what its conditions exclude', async () => {
    const { stack } = await deployed();
    expect(stack.physicalIds).not.toHaveProperty('OnlyInProd');
    expect(stack.outputs).not.toHaveProperty('ProdQueue');
  });

  it('says whose role each caller has', async () => {
    const { stack } = await deployed();
    expect(stack.functions).toEqual([
      { name: stack.physicalIds['Function'], logicalId: 'Function', roleLogicalId: 'Role' },
    ]);
    expect(stack.stateMachines).toMatchObject([{ logicalId: 'Machine', roleLogicalId: 'Role' }]);
  });

  it('is recorded nowhere but in CloudFormation', async () => {
    const { account, stack } = await deployed();
    expect(account.calls).toEqual([]);
    expect(await account.direct('CloudFormation', 'DescribeStacks', { StackName: 'demo' })).toMatchObject({
      Stacks: [
        {
          StackId: stack.stackId,
          Description: 'a small stack',
          StackStatus: 'CREATE_COMPLETE',
          Outputs: [{ OutputKey: 'MachineArn', OutputValue: stack.outputs['MachineArn'], ExportName: 'demo-machine' }],
        },
      ],
    });
    expect(await account.direct('CloudFormation', 'ListExports', {})).toMatchObject({
      Exports: [{ Name: 'demo-machine' }],
    });
    expect(await account.direct('CloudFormation', 'DescribeStackResources', { StackName: 'demo' })).toMatchObject({
      StackResources: expect.arrayContaining([
        expect.objectContaining({
          LogicalResourceId: 'Bus',
          PhysicalResourceId: 'rollouts',
          ResourceType: 'AWS::Events::EventBus',
        }),
      ]),
    });
    await expect(account.direct('CloudFormation', 'DescribeStacks', { StackName: 'x' })).rejects.toThrow(
      'Stack with id x does not exist',
    );
  });

  it('tells a person through the alarm when an event was not delivered', async () => {
    const { account, stack } = await deployed();
    await account.direct('StepFunctions', 'DeleteStateMachine', { stateMachineArn: stack.outputs['MachineArn'] });
    await account.direct('EventBridge', 'PutEvents', {
      Entries: [{ Source: 'shop', DetailType: 'd', Detail: '{}', EventBusName: 'rollouts' }],
    });
    await account.clock.run(() => false, START + 300_000);
    expect(account.sns.messages('pages').map(({ subject }) => subject)).toEqual([
      expect.stringContaining('ALARM: "undelivered"'),
    ]);
    expect(account.cloudWatch.alarm('anything')?.state.value).toBe('ALARM');
  });

  it('does not try a failed asynchronous invocation more often than the template says', async () => {
    const account = newAccount();
    const stack = await deployTemplate(account, TEMPLATE, {
      functions: () => () => () => Promise.reject(new Error('no')),
    });
    const name = stack.physicalIds['Function'] ?? '';
    await inTime(account, account.call('Lambda', 'Invoke', { FunctionName: name, InvocationType: 'Event' }, {}));
    await account.clock.run(() => false, START + 600_000);
    expect(account.lambda.usage()[name]).toMatchObject({ invocations: 1, errors: 1 });
  });
});

describe('a template', () => {
  it.each([
    {
      title: 'a resource of an unknown type',
      resource: { Type: 'AWS::S3::Bucket' },
      message: 'not emulated: AWS::S3::Bucket (resource X)',
    },
    {
      title: 'an unknown attribute',
      resource: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Role', 'Colour'] } } },
      message: 'not emulated: attribute Colour of AWS::IAM::Role (resource Role)',
    },
    {
      title: 'a reference into nothing',
      resource: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Gone' } } },
      message: 'the template has no resource or parameter Gone',
    },
    {
      title: 'a resource that waits for itself',
      resource: { Type: 'AWS::SQS::Queue', DependsOn: ['X'] },
      message: 'circular dependency between resources at X',
    },
    {
      title: 'a table with a stream',
      resource: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } },
      message: 'not emulated: StreamSpecification of AWS::DynamoDB::Table',
    },
    {
      title: 'an express machine',
      resource: { Type: 'AWS::StepFunctions::StateMachine', Properties: { StateMachineType: 'EXPRESS' } },
      message: 'not emulated: express state machines',
    },
  ])('with $title is refused', async ({ resource, message }) => {
    const role = { Type: 'AWS::IAM::Role', Properties: {} };
    await expect(deployed({ Role: role, X: resource })).rejects.toThrow(message);
  });

  it('with an unknown section is refused', async () => {
    await expect(
      deployTemplate(newAccount(), { Transform: 'AWS::Serverless-2016-10-31' }, { functions: idle }),
    ).rejects.toThrow('not emulated: template section Transform');
  });

  it('needs a value for a parameter without a default', async () => {
    const template = {
      Parameters: { Name: { Type: 'String' } },
      Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
    };
    await expect(deployTemplate(newAccount(), template, { functions: idle })).rejects.toThrow(
      'parameter Name of the template needs a value',
    );
    const stack = await deployTemplate(newAccount(), template, { functions: idle, parameters: { Name: 'q' } });
    expect(stack.physicalIds['Q']).toMatch(/\/q$/);
  });
});
