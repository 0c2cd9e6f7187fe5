import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import * as older from '@aws-sdk/client-cloudwatch-query';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeEndpointCommand, DescribeEndpointConfigCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { type EmulateProcess, startEmulate } from './emulate-process';

const ENDPOINT = 'fraud-detector';
const BLUEPRINT = {
  endpoint: ENDPOINT,
  model: 'fraud-detector-v42',
  tests: [{ invoke: { body: { amount: 12.5 } } }],
  phases: [
    { name: 'canary', traffic: '10%', bake: '4m' },
    { name: 'full', traffic: '100%', bake: '4m' },
  ],
};
/** An hour and a half of virtual time in the time it takes to read this. */
const ARGS = ['--port', '0', '--speed', '600'];
const PATIENCE = 120_000;

jest.setTimeout(PATIENCE);

describe('rollouts emulate, in a process of its own', () => {
  let emulated: EmulateProcess;
  let config: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  let exitCode: Promise<number | null> | undefined;
  const stop = (): Promise<number | null> => (exitCode ??= emulated.interrupt());

  beforeAll(async () => {
    emulated = await startEmulate(ARGS);
    config = {
      region: 'us-east-1',
      endpoint: emulated.url,
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    };
  });
  afterAll(() => stop());

  const output = (key: string): string => emulated.outputs[key] ?? '';

  /** Virtual time, as any client learns it. */
  const now = async (): Promise<number> => {
    const response = await fetch(emulated.url, { method: 'HEAD' });
    return Date.parse(response.headers.get('date') ?? '');
  };

  const release = async (input: object): Promise<{ executionArn: string; status: string; text: string }> => {
    const sfn = new SFNClient(config);
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: output('CanaryMachineArn'), input: JSON.stringify(input) }),
    );
    for (;;) {
      const { status = '', cause, output: result } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { executionArn, status, text: result ?? cause ?? '' };
      await sleep(200);
    }
  };

  it('listens on this machine only, unless told otherwise', () => {
    expect(emulated.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('lets clients of the SDK run a release to its end, and read what came of it', async () => {
    const { stateMachines } = await new SFNClient(config).send(new ListStateMachinesCommand({}));
    expect(stateMachines?.map(({ name }) => name).toSorted()).toEqual([
      'Rollouts-canary',
      'Rollouts-rollback',
      'Rollouts-standard',
    ]);

    const { executionArn, status, text } = await release(BLUEPRINT);
    expect([status, JSON.parse(text)]).toMatchObject(['SUCCEEDED', { outcome: 'completed' }]);

    const types = new Set<string>();
    let events = 0;
    for await (const page of paginateGetExecutionHistory(
      { client: new SFNClient(config) },
      { executionArn, maxResults: 50 },
    )) {
      for (const event of page.events ?? []) {
        expect([event.id, event.timestamp]).toEqual([++events, expect.any(Date)]);
        types.add(event.type ?? '');
      }
    }
    expect(events).toBeGreaterThan(50);
    expect([...types]).toEqual(
      expect.arrayContaining(['ExecutionStarted', 'TaskStateEntered', 'WaitStateEntered', 'ExecutionSucceeded']),
    );

    const sagemaker = new SageMakerClient(config);
    const endpoint = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
    expect(endpoint).toMatchObject({ EndpointStatus: 'InService', ProductionVariants: [{ CurrentWeight: 1 }] });
    const { ProductionVariants: variants } = await sagemaker.send(
      new DescribeEndpointConfigCommand({ EndpointConfigName: endpoint.EndpointConfigName }),
    );
    expect(variants?.map(({ ModelName: model }) => model)).toEqual(['fraud-detector-v42']);

    const { Items: items } = await new DynamoDBClient(config).send(
      new QueryCommand({
        TableName: output('TableName'),
        KeyConditionExpression: 'pk = :endpoint',
        ExpressionAttributeValues: { ':endpoint': { S: ENDPOINT } },
      }),
    );
    expect(items?.length).toBeGreaterThan(1);
  });

  it('tells a busy endpoint from a missing one as SageMaker does', async () => {
    const describe = new SageMakerClient(config).send(new DescribeEndpointCommand({ EndpointName: 'gone' }));
    await expect(describe).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/^Could not find endpoint "arn:aws:sagemaker:us-east-1:\d{12}:endpoint\/gone"\.$/),
    });
  });

  it('serves inferences, and counts them', async () => {
    const runtime = new SageMakerRuntimeClient(config);
    const { InvokedProductionVariant: variant } = await runtime.send(
      new InvokeEndpointCommand({ EndpointName: ENDPOINT, ContentType: 'application/json', Body: '{"amount":1}' }),
    );
    expect(variant).toBe('AllTraffic');
    const until = await now();
    const { MetricDataResults: results } = await new CloudWatchClient(config).send(
      new GetMetricDataCommand({
        StartTime: new Date(until - 600_000),
        EndTime: new Date(until),
        MetricDataQueries: [
          {
            Id: 'requests',
            MetricStat: {
              Metric: {
                Namespace: 'AWS/SageMaker',
                MetricName: 'Invocations',
                Dimensions: [
                  { Name: 'EndpointName', Value: ENDPOINT },
                  { Name: 'VariantName', Value: 'AllTraffic' },
                ],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    expect(results?.[0]?.Values?.length).toBeGreaterThan(0);
  });

  it('invokes functions, by which people steer a release', async () => {
    const { StatusCode: status, Payload: payload } = await new LambdaClient(config).send(
      new InvokeCommand({ FunctionName: output('PauseFunctionName'), Payload: JSON.stringify({ endpoint: ENDPOINT }) }),
    );
    expect(status).toBe(200);
    expect(Buffer.from(payload ?? []).toString()).toContain(ENDPOINT);
  });

  it('takes events, and refuses those that EventBridge refuses', async () => {
    const client = new EventBridgeClient(config);
    const entry = { Source: 'shop', DetailType: 'model.health_check.failed', EventBusName: output('BusName') };
    const answer = await client.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Detail: JSON.stringify({ endpoint: 'nobody' }) },
          { ...entry, Detail: 'not JSON' },
        ],
      }),
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }],
    });
    const { Rules: rules } = await client.send(new ListRulesCommand({}));
    expect(rules?.length).toBeGreaterThan(0);
  });

  describe.each([
    { protocol: 'JSON', settings: () => ({}) },
    { protocol: 'CBOR', settings: () => ({ protocol: SmithyRpcV2CborProtocol }) },
  ])('for CloudWatch in $protocol', ({ protocol, settings }) => {
    const client = () => {
      const chosen: CloudWatchClientConfig = { ...config, ...settings() };
      return new CloudWatchClient(chosen);
    };

    it('takes metrics and gives them back', async () => {
      const at = new Date((await now()) - 120_000);
      const metric = { Namespace: 'Shop', MetricName: `Pay ${protocol}` };
      await client().send(
        new PutMetricDataCommand({
          Namespace: metric.Namespace,
          MetricData: [{ MetricName: metric.MetricName, Timestamp: at, Values: [0.5, 1.5], Counts: [2, 1] }],
        }),
      );
      const { Datapoints: points } = await client().send(
        new GetMetricStatisticsCommand({
          ...metric,
          StartTime: new Date(at.getTime() - 60_000),
          EndTime: new Date(at.getTime() + 60_000),
          Period: 60,
          Statistics: ['Sum', 'SampleCount'],
        }),
      );
      expect(points).toEqual([
        { Timestamp: new Date(at.getTime() - (at.getTime() % 60_000)), Sum: 2.5, SampleCount: 3, Unit: 'None' },
      ]);
    });

    it('keeps alarms, and names errors', async () => {
      const AlarmName = `pay ${protocol}`;
      await client().send(
        new PutMetricAlarmCommand({
          AlarmName,
          Namespace: 'Shop',
          MetricName: 'Pay',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 2,
          Threshold: 1.5,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      );
      const { MetricAlarms: alarms } = await client().send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
      expect(alarms).toMatchObject([
        { AlarmName, Threshold: 1.5, StateValue: 'INSUFFICIENT_DATA', StateUpdatedTimestamp: expect.any(Date) },
      ]);
      const set = client().send(new SetAlarmStateCommand({ AlarmName: 'gone', StateValue: 'OK', StateReason: 'test' }));
      await expect(set).rejects.toMatchObject({ name: 'ResourceNotFound' });
    });
  });

  it('speaks the query protocol with clients that are older', async () => {
    const client = new older.CloudWatchClient(config);
    const at = new Date((await now()) - 120_000);
    await client.send(
      new older.PutMetricDataCommand({
        Namespace: 'Shop',
        MetricData: [
          {
            MetricName: 'Pay query',
            Timestamp: at,
            Values: [1, 2],
            Counts: [3, 1],
            Dimensions: [{ Name: 'Currency', Value: '€ & $' }],
          },
        ],
      }),
    );
    const { MetricDataResults: results } = await client.send(
      new older.GetMetricDataCommand({
        StartTime: new Date(at.getTime() - 60_000),
        EndTime: new Date(at.getTime() + 60_000),
        MetricDataQueries: [
          {
            Id: 'pay',
            MetricStat: {
              Metric: {
                Namespace: 'Shop',
                MetricName: 'Pay query',
                Dimensions: [{ Name: 'Currency', Value: '€ & $' }],
              },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    expect(results).toMatchObject([{ Id: 'pay', Values: [5], Timestamps: [expect.any(Date)] }]);

    const { MetricAlarms: alarms } = await client.send(new older.DescribeAlarmsCommand({ AlarmNamePrefix: 'pay' }));
    expect(alarms?.every(({ AlarmConfigurationUpdatedTimestamp: time }) => time instanceof Date)).toBe(true);
    const set = client.send(
      new older.SetAlarmStateCommand({ AlarmName: 'gone', StateValue: 'OK', StateReason: 'test' }),
    );
    await expect(set).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('ends well when it is interrupted', async () => {
    expect(await stop()).toBe(0);
  });
});
