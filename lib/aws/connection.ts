import type { SageMakerClientConfig } from '@aws-sdk/client-sagemaker';
import type { Clock, Network } from '../domain/ports';

/** How AWS is reached; empty in the cloud, where the SDK finds everything by itself. */
export interface Connection {
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly requestHandler?: NonNullable<SageMakerClientConfig['requestHandler']>;
  /** URL of one server that answers for every service, such as an emulator's. */
  readonly endpoint?: string;
  /** Profile of the shared config files. @default - AWS_PROFILE, or `default` */
  readonly profile?: string;
  /** Attempts at each call. @default 1 */
  readonly attempts?: number;
  /** Sends calls without a signature, as an emulator takes them, and asks neither environment nor config files. @default false */
  readonly unsigned?: boolean;
  /** Takes the lines by which metrics are published. @default - the function's standard output */
  readonly log?: (line: string) => void;
  /** @default the real one */
  readonly network?: Network;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** A call that takes this long (milliseconds) is lost: well below the timeout of the function that makes it. */
const REQUEST_TIMEOUT = 8000;
const CONNECTION_TIMEOUT = 2000;

/** What clients otherwise look for in the environment and in config files, each of them at its first call. */
const SETTLED = {
  defaultsMode: 'standard',
  retryMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  ignoreConfiguredEndpointUrls: true,
  authSchemePreference: async () => [],
  accountIdEndpointMode: 'disabled',
  // What a call passes through is the same for every call of an operation.
  cacheMiddleware: true,
} as const;

/** Settings of every SDK client. One attempt in a release: the state machine is the one retry layer, visible in its history. */
export function clientSettings(
  { region, credentials, requestHandler, endpoint, profile, attempts, unsigned = false }: Connection,
  requestTimeout = REQUEST_TIMEOUT,
) {
  return {
    maxAttempts: attempts ?? 1,
    // Without throwOnRequestTimeout the SDK logs a warning and goes on waiting.
    requestHandler: requestHandler ?? {
      requestTimeout,
      connectionTimeout: CONNECTION_TIMEOUT,
      throwOnRequestTimeout: true,
    },
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
    ...(unsigned && SETTLED),
  };
}

/** The clock of a connection. */
export function clockOf(connection: Connection): Clock {
  return connection.clock ?? Date.now;
}
