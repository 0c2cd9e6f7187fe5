import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_SWITCHES } from '../../lib/emulator/cloudwatch/switches';
import { createDynamoDb } from '../../lib/emulator/dynamodb/dynamodb';
import { withDefaults } from '../../lib/emulator/sagemaker/settings';
import type { EmulatedService, ServiceName } from '../../lib/emulator/service';
import { createSts } from '../../lib/emulator/sts/sts';
import { inTime, newAccount } from './support/account';

const text = readFileSync(join(__dirname, '..', '..', 'docs', 'emulator.md'), 'utf8');

/** Rows of the table below a heading, cells trimmed. */
function tableBelow(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('docs/emulator.md', () => {
  const account = newAccount();
  const { sageMaker, cloudWatch, eventBridge, stepFunctions, lambda, sns, sqs, autoScaling, cloudFormation } = account;
  const services: Readonly<Record<ServiceName, EmulatedService>> = {
    SageMaker: sageMaker.control,
    SageMakerRuntime: sageMaker.runtime,
    CloudWatch: cloudWatch,
    EventBridge: eventBridge,
    StepFunctions: stepFunctions,
    DynamoDB: createDynamoDb(account),
    Lambda: lambda,
    SNS: sns,
    SQS: sqs,
    ApplicationAutoScaling: autoScaling.service,
    STS: createSts(account.account),
    CloudFormation: cloudFormation,
  };

  it('lists every operation there is, and no other', () => {
    const listed = Object.fromEntries(
      tableBelow('Operations').map(([service, names = '']) => [service, names.split(', ')]),
    );
    const there = Object.entries(services).map(([service, { operations }]) => [
      service,
      Object.keys(operations).toSorted(),
    ]);
    expect(listed).toEqual(Object.fromEntries(there));
  });

  it('lists every switch', () => {
    const listed = tableBelow('What nobody has confirmed').map(([name = '']) => name.replaceAll('`', ''));
    const there = [
      ...Object.keys(withDefaults().switches),
      ...Object.keys(DEFAULT_SWITCHES),
      'executionNames',
      'timeoutForm',
    ];
    expect(listed.toSorted()).toEqual(there.toSorted());
  });

  it.each([
    ['CloudWatch', 'PutAnomalyDetector', {}],
    ['CloudWatch', 'PutMetricAlarm', { AlarmName: 'a', WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 } }],
    ['EventBridge', 'CreateArchive', {}],
    ['EventBridge', 'StartReplay', {}],
    ['StepFunctions', 'TestState', {}],
    ['StepFunctions', 'CreateActivity', {}],
    ['DynamoDB', 'TransactWriteItems', {}],
    ['SageMaker', 'CreateInferenceComponent', {}],
    ['SageMakerRuntime', 'InvokeEndpointAsync', {}],
    [
      'SageMakerRuntime',
      'InvokeEndpoint',
      { EndpointName: 'fraud', Body: Buffer.from('{}'), SessionId: 'NEW_SESSION' },
    ],
  ] as const)('tells the truth about what is loud: %s.%s', async (service, operation, input) => {
    const answer = inTime(account, account.call(service, operation, input, {}));
    await expect(answer).rejects.toMatchObject({
      code: 'NotEmulated',
      message: expect.stringMatching(/^not emulated: /),
    });
    expect(account.problems.length).toBeGreaterThan(0);
  });
});
