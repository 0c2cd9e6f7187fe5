import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { inTime, newAccount, outsideConfig, START } from '../support/account';

function account() {
  const emulator = newAccount();
  return { emulator, config: outsideConfig(emulator) };
}

describe('a client of the SDK', () => {
  it('reads dates out of epoch seconds, and numbered request ids', async () => {
    const { config } = account();
    const client = new SageMakerClient(config);
    const answer = await client.send(new DescribeEndpointCommand({ EndpointName: 'fraud' }));
    expect(answer).toMatchObject({ EndpointStatus: 'InService', CreationTime: new Date(START) });
    expect(answer.$metadata.requestId).toBe('00000000-0000-4000-8000-000000000001');
  });

  it('sees an unmodelled error by its name', async () => {
    const { config } = account();
    await expect(
      new SageMakerClient(config).send(new DescribeEndpointCommand({ EndpointName: 'gone' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Could not find endpoint "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/gone".',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('invokes an endpoint with a raw body, and learns which variant answered', async () => {
    const { emulator, config } = account();
    const answer = await inTime(
      emulator,
      new SageMakerRuntimeClient(config).send(
        new InvokeEndpointCommand({
          EndpointName: 'fraud',
          TargetVariant: 'main',
          ContentType: 'application/json',
          Body: '{"amount":12.5}',
        }),
      ),
    );
    expect(JSON.parse(Buffer.from(answer.Body ?? []).toString())).toEqual({ score: 0.87, model: 'm1' });
    expect(answer).toMatchObject({ InvokedProductionVariant: 'main', ContentType: 'application/json' });
    const [call] = emulator.calls;
    expect(call?.input).toMatchObject({
      EndpointName: 'fraud',
      TargetVariant: 'main',
      ContentType: 'application/json',
    });
  });

  it('sees the error of a REST operation by its name', async () => {
    const { config } = account();
    await expect(
      new SageMakerRuntimeClient(config).send(new InvokeEndpointCommand({ EndpointName: 'gone', Body: '' })),
    ).rejects.toMatchObject({ name: 'ValidationError', message: 'Endpoint gone of account 123456789012 not found.' });
  });

  it('sees the errors of CloudWatch under both their names', async () => {
    const { config } = account();
    const client = new CloudWatchClient(config);
    await expect(
      client.send(new SetAlarmStateCommand({ AlarmName: 'gone', StateValue: 'OK', StateReason: 'test' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound', Code: 'ResourceNotFound', $metadata: { httpStatusCode: 404 } });
    await expect(
      client.send(new DescribeAlarmsCommand({ AlarmNames: ['a'], AlarmNamePrefix: 'b' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 }, Type: 'Sender' });
  });

  it('sends dates and numbers of metrics and reads them back', async () => {
    const { config } = account();
    const client = new CloudWatchClient(config);
    const at = new Date(START);
    await client.send(
      new PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: [{ MetricName: 'Pay', Timestamp: at, Values: [1, 0], Counts: [3, 1] }],
      }),
    );
    const { MetricDataResults: results } = await client.send(
      new GetMetricDataCommand({
        StartTime: at,
        EndTime: new Date(START + 60_000),
        MetricDataQueries: [
          { Id: 'a', MetricStat: { Metric: { Namespace: 'Shop', MetricName: 'Pay' }, Period: 60, Stat: 'Average' } },
        ],
      }),
    );
    expect(results).toMatchObject([{ Id: 'a', Values: [0.75], Timestamps: [at] }]);
  });

  it('may compress what is large', async () => {
    const { emulator, config } = account();
    const MetricData = Array.from({ length: 200 }, (_, index) => ({
      MetricName: `metric-with-a-long-name-to-fill-the-request-${index}`,
      Timestamp: new Date(START),
      Value: index,
    }));
    const encodings: unknown[] = [];
    const { requestHandler } = config;
    const client = new CloudWatchClient({
      ...config,
      requestHandler: {
        ...requestHandler,
        handle: (request: Parameters<typeof requestHandler.handle>[0]) => {
          encodings.push(request.headers['Content-Encoding'] ?? request.headers['content-encoding']);
          return requestHandler.handle(request);
        },
      },
    });
    await client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }));
    expect(encodings).toEqual(['gzip']);
    expect(emulator.calls[0]?.input).toMatchObject({ MetricData: { length: 200 } });
  });

  it('gets the failures inside a successful PutEvents', async () => {
    const { config } = account();
    const answer = await new EventBridgeClient(config).send(
      new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '[]' }] }),
    );
    expect(answer).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail' }] });
  });

  it('starts and describes an execution', async () => {
    const { emulator, config } = account();
    const client = new SFNClient(config);
    const stateMachineArn = emulator.stepFunctions.deploy({
      name: 'wait',
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 90, End: true } },
      },
    });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
    await emulator.clock.run(() => false, START + 120_000);
    expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      startDate: new Date(START),
      stopDate: new Date(START + 90_000),
    });
  });

  it('speaks the query protocol where a service still does, text with markup included', async () => {
    const { emulator, config } = account();
    const client = new SNSClient(config);
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'pages' }));
    const { MessageId } = await client.send(
      new PublishCommand({
        TopicArn,
        Message: '<a> & "b"',
        MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } },
      }),
    );
    expect(emulator.sns.messages('pages')).toMatchObject([
      { id: MessageId, message: '<a> & "b"', attributes: { severity: { StringValue: 'high' } } },
    ]);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
    await expect(
      client.send(new PublishCommand({ TopicArn: `${TopicArn ?? ''}-gone`, Message: 'x' })),
    ).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });

  it('meets the wording of a validation error', async () => {
    const { config } = account();
    await expect(
      new CloudWatchClient(config).send(
        new PutMetricAlarmCommand({ AlarmName: 'a', EvaluationPeriods: 0, ComparisonOperator: 'GreaterThanThreshold' }),
      ),
    ).rejects.toMatchObject({ name: 'ValidationException', Code: 'ValidationError' });
  });
});
