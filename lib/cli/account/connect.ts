import type { Connection } from '../../aws/connection';
import type { Args } from '../command';
import type { Io } from '../io';

/** Attempts at each call that a person waits for. */
const ATTEMPTS = 3;

/**
 * How the command line wants AWS to be reached. What is not said is left to the SDK, which looks where the AWS CLI
 * does: environment, shared config files, single sign-on, the instance's role.
 */
export function connectionOf(args: Args, { environment }: Pick<Io, 'environment'>): Connection {
  const endpoint = args.value('endpoint-url') ?? environment['AWS_ENDPOINT_URL'];
  const profile = args.value('profile');
  // AWS_DEFAULT_REGION is the AWS CLI's; the SDK does not know it.
  const region =
    args.value('region') ?? (environment['AWS_REGION'] === undefined ? environment['AWS_DEFAULT_REGION'] : undefined);
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const isSignedIn = [profile, environment['AWS_PROFILE'], environment['AWS_ACCESS_KEY_ID']].some(
    (value) => value !== undefined && value !== '',
  );
  return {
    attempts: ATTEMPTS,
    ...(endpoint !== undefined && { endpoint }),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(isLocal && !isSignedIn && EMULATOR),
    ...(isLocal && !isSignedIn && { region: region ?? environment['AWS_REGION'] ?? EMULATOR.region }),
  };
}

/** An emulator on this machine checks no signatures, so nobody needs an account to talk to it. */
const EMULATOR = { region: 'us-east-1', credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' } };

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
