import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { createEmulator, type Emulator, type EmulatorSettings } from '../../../lib/emulator/emulator';
import type { LambdaHandler } from '../../../lib/emulator/lambda/function';
import { requestHandlerFor, type RequestHandler } from '../../../lib/emulator/transport/request-handler';

export const START = Date.parse('2026-11-20T08:00:00Z');

export const ACCOUNT = { accountId: '123456789012', region: 'eu-west-1' };

/** An emulated account with one endpoint, `fraud`, that answers in 50 ms. */
export function newAccount(settings: EmulatorSettings = {}, seed = 1): Emulator {
  const emulator = createEmulator({
    seed,
    startAt: START,
    account: ACCOUNT,
    workload: {
      requestsPerMinute: () => 600,
      behaviour: () => ({ errorRate: 0, latency: { p50: 0.05, p99: 0.05 } }),
    },
    settings,
  });
  emulator.sageMaker.putEndpoint({ name: 'fraud', variants: [{ name: 'main', model: 'm1' }] });
  return emulator;
}

/** What a client of the SDK is made with. */
export function clientConfig(requestHandler: RequestHandler) {
  return {
    region: ACCOUNT.region,
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    requestHandler,
    maxAttempts: 1,
  };
}

/** A client's config for somebody outside the account. */
export function outsideConfig(emulator: Emulator) {
  return clientConfig(requestHandlerFor(emulator, {}));
}

/** Deploys a function whose handler gets the SDK's config of its container. */
export function deployFunction(
  emulator: Emulator,
  name: string,
  make: (config: ReturnType<typeof clientConfig>) => LambdaHandler,
  props: {
    readonly timeoutSeconds?: number;
    readonly reservedConcurrency?: number;
    readonly asyncRetries?: number;
  } = {},
): void {
  emulator.lambda.deploy({
    name,
    ...props,
    load: (_environment, requestHandler) => make(clientConfig(requestHandler)),
  });
}

/** Milliseconds since the start of the test. */
export function elapsed(emulator: Emulator): number {
  return emulator.clock.now() - START;
}

/** Lets time pass until `work` has come to its end. */
export async function inTime<T>(emulator: Emulator, work: Promise<T>): Promise<T> {
  let done = false;
  const finish = (): void => {
    done = true;
  };
  work.then(finish, finish);
  await emulator.clock.run(() => done);
  return work;
}

/** A text member of an operation's answer. */
export function textMember(answer: unknown, name: string): string {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
  if (typeof value !== 'string') throw new TypeError(`the answer has no text ${name}`);
  return value;
}

/** The values of a metric in the last hour, one a minute, oldest first. */
export async function metricValues(
  emulator: Emulator,
  metric: { readonly namespace: string; readonly name: string; readonly dimensions: Readonly<Record<string, string>> },
  stat: string,
): Promise<readonly number[]> {
  const now = emulator.clock.now();
  const { MetricDataResults: results } = await new CloudWatchClient(outsideConfig(emulator)).send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'asked',
          MetricStat: {
            Metric: {
              Namespace: metric.namespace,
              MetricName: metric.name,
              Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: stat,
          },
        },
      ],
    }),
  );
  return results?.[0]?.Values ?? [];
}
