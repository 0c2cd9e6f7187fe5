import { connect } from 'node:net';
import type { CheckProbe } from '../domain/blueprint/health-checks';
import { guardedLookup, guardHost, type IsForbidden } from './guard';

/** Opens a connection and closes it again; rejects if that cannot be done before the signal. */
export async function probeTcp(
  { host, port }: Extract<CheckProbe, { kind: 'tcp' }>,
  signal: AbortSignal,
  isForbidden?: IsForbidden,
): Promise<void> {
  guardHost(host, isForbidden);
  signal.throwIfAborted();
  const socket = connect({ host, port, lookup: guardedLookup(isForbidden) });
  const abort = (): void => void socket.destroy(new Error('aborted'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    await new Promise<void>((done, failed) => {
      socket.once('connect', done);
      socket.once('error', failed);
    });
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}
