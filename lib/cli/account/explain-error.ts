/** What to do about an error on the way to AWS; `undefined` for an error that says enough itself. */
export function adviceFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return 'there are no AWS credentials; sign in (`aws sso login`, `aws configure`), or name a --profile';
  }
  if (/region is missing/i.test(message)) return 'give --region, set AWS_REGION, or put a region into the profile';
  if (
    /^(ExpiredToken|ExpiredTokenException|RequestExpired|UnrecognizedClientException|InvalidClientTokenId)$/.test(name)
  ) {
    return 'the credentials have expired or belong to no account; sign in again';
  }
  if (/^AccessDenied(Exception)?$/.test(name)) {
    return 'ask for the permission; docs/operations.md lists what each command needs';
  }
  if (isUnreachable(error)) return 'nothing answers there; check the network, --region and --endpoint-url';
  return undefined;
}

/** Whether a call failed on the way, so that the same call may well succeed in a moment. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isUnreachable(error) || error.name === 'TimeoutError') return true;
  if (/Throttl|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded/.test(error.name)) return true;
  const status = '$metadata' in error ? statusOf(error.$metadata) : undefined;
  return status !== undefined && status >= 500;
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function isUnreachable(error: Error): boolean {
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code)) return true;
  return error.message.includes('socket hang up');
}

function statusOf(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
