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
  props: { readonly timeoutSeconds?: number; readonly reservedConcurrency?: number; readonly asyncRetries?: number } = {},
): void {
  emulator.lambda.deploy({ name, ...props, load: (_environment, requestHandler) => make(clientConfig(requestHandler)) });
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
