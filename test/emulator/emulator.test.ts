import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { deployFunction, elapsed, inTime, metricValues, newAccount, START } from './support/account';

const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Look',
  States: {
    Look: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'look', Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 10, MaxAttempts: 2 }],
      End: true,
    },
  },
};

function account(seed = 1) {
  const emulator = newAccount({ lambda: { coldStart: 0, warmStart: 0 } }, seed);
  const machine = emulator.stepFunctions.deploy({ name: 'looks', definition: MACHINE });
  deployFunction(
    emulator,
    'look',
    (config) => {
      const sagemaker = new SageMakerClient(config);
      const runtime = new SageMakerRuntimeClient(config);
      return async () => {
        const { EndpointStatus: status } = await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'fraud' }));
        await runtime.send(new InvokeEndpointCommand({ EndpointName: 'fraud', Body: '{}' }));
        return status;
      };
    },
    { reservedConcurrency: 1 },
  );
  return { emulator, machine };
}

/** Everything that can be seen of five minutes, as text. */
async function run(seed: number): Promise<string> {
  const { emulator, machine } = account(seed);
  const events: unknown[] = [];
  emulator.eventBridge.onEvent((_bus, event) => events.push(event));
  emulator.stepFunctions.start(machine);
  await emulator.clock.run(() => false, START + 300_000);
  const served = emulator.sageMaker.served('fraud');
  return JSON.stringify([emulator.calls, events, served, emulator.stepFunctions.executions(machine)]);
}

describe('the emulated account', () => {
  it('runs a state machine, its function, and the calls of that, each in its own time', async () => {
    const { emulator, machine } = account();
    const execution = emulator.stepFunctions.start(machine);
    await emulator.clock.run(() => emulator.stepFunctions.describe(execution).status !== 'RUNNING');
    expect(emulator.stepFunctions.describe(execution)).toMatchObject({ status: 'SUCCEEDED', output: '"InService"' });
    expect(emulator.calls.map(({ caller, operation }) => [caller, operation])).toEqual([
      ['looks', 'Invoke'],
      ['look', 'DescribeEndpoint'],
      ['look', 'InvokeEndpoint'],
    ]);
    // Two calls of 20 ms, and the model's 50 ms.
    expect(elapsed(emulator)).toBe(90);
  });

  it('lets a state machine see a throttled function under its name, and try again', async () => {
    const { emulator, machine } = account();
    const first = emulator.stepFunctions.start(machine);
    const second = emulator.stepFunctions.start(machine);
    await emulator.clock.run(() => false, START + 60_000);
    for (const execution of [first, second]) {
      expect(emulator.stepFunctions.describe(execution).status).toBe('SUCCEEDED');
    }
    expect(emulator.stepFunctions.history(second).map(({ type }) => type)).toContain('TaskFailed');
    expect(emulator.counts['Lambda.Invoke']).toBe(3);
  });

  it('publishes what functions and executions do', async () => {
    const { emulator, machine } = account();
    emulator.stepFunctions.start(machine);
    await emulator.clock.run(() => false, START + 60_000);
    const invocations = { namespace: 'AWS/Lambda', name: 'Invocations', dimensions: { FunctionName: 'look' } };
    const succeeded = {
      namespace: 'AWS/States',
      name: 'ExecutionsSucceeded',
      dimensions: { StateMachineArn: machine },
    };
    expect(await metricValues(emulator, invocations, 'Sum')).toEqual([1]);
    expect(await metricValues(emulator, { ...invocations, name: 'Errors' }, 'Sum')).toEqual([0]);
    expect(await metricValues(emulator, succeeded, 'Sum')).toEqual([1]);
  });

  it('runs the actions of alarms: a message to a topic, an event to a function', async () => {
    const { emulator } = account();
    const seen: unknown[] = [];
    emulator.lambda.deploy({
      name: 'act',
      load: () => async (event) => {
        seen.push(event);
        return null;
      },
    });
    await emulator.direct('SNS', 'CreateTopic', { Name: 'pages' });
    await emulator.direct('CloudWatch', 'PutMetricAlarm', {
      AlarmName: 'errors',
      Namespace: 'Shop',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: ['arn:aws:sns:eu-west-1:123456789012:pages', 'arn:aws:lambda:eu-west-1:123456789012:function:act'],
    });
    emulator.cloudWatch.forceState('errors', 'ALARM', 'because');
    await emulator.clock.run(() => false, START + 1000);
    expect(emulator.sns.messages('pages')).toMatchObject([{ subject: 'ALARM: "errors" in EU (Ireland)' }]);
    expect(seen).toMatchObject([{ alarmData: { alarmName: 'errors' } }]);
  });

  it('repeats itself for equal seeds, and only for those', async () => {
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('keeps dead letters for people in its queue, and asks nobody for the time', async () => {
    const { emulator } = account();
    await emulator.direct('SQS', 'CreateQueue', { QueueName: 'dead' });
    await emulator.direct('SQS', 'SendMessage', { QueueUrl: 'dead', MessageBody: 'x' });
    await inTime(emulator, emulator.lambda.invoke('look', {}));
    expect(emulator.sqs.messages('dead')).toMatchObject([{ sentAt: START }]);
  });
});
