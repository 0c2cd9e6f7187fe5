import { type CheckAnswer, type CheckProbe, tooLong } from '../domain/blueprint/health-checks';
import type { Clock, Network } from '../domain/ports';
import type { IsForbidden } from './guard';
import { probeHttp } from './probe-http';
import { probeTcp } from './probe-tcp';

/** The network as this machine sees it. */
export function realNetwork(clock: Clock, isForbidden?: IsForbidden): Network {
  return {
    reach: async (probe, timeoutSeconds) => {
      const startedAt = clock();
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      const flaw = await flawOf(probe, signal, isForbidden).catch((error: unknown) =>
        signal.aborted ? tooLong(timeoutSeconds) : describe(error),
      );
      return answer(flaw, (clock() - startedAt) / 1000);
    },
  };
}

async function flawOf(
  probe: Extract<CheckProbe, { kind: 'http' | 'tcp' }>,
  signal: AbortSignal,
  isForbidden: IsForbidden | undefined,
): Promise<string | undefined> {
  if (probe.kind === 'http') return probeHttp(probe, signal, isForbidden);
  await probeTcp(probe, signal, isForbidden);
  return undefined;
}

function answer(flaw: string | undefined, seconds: number): CheckAnswer {
  return flaw === undefined ? { seconds } : { flaw, seconds };
}

/** Node tells of several failed addresses in one error without a message. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
