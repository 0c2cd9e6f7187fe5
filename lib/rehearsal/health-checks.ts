import type { Blueprint } from '../domain/blueprint/blueprint';
import type { CheckProbe } from '../domain/blueprint/health-checks';
import type { Network } from '../domain/ports';
import type { VirtualClock } from '../emulator/clock';
import type { LambdaService } from '../emulator/lambda/lambda';
import type { Scenario } from './scenario';

type Failing = Scenario['checks'][number];

/** What health checks find in a rehearsal: all is well, except what the scenario lets fail. */
export interface RehearsedChecks {
  /** In place of the network, which a rehearsal never touches. */
  readonly network: Network;
  /** What a check finds now; `undefined`: all is well. */
  flawOf(probe: CheckProbe): string | undefined;
  /** Lets a check fail from now on, or for a while. */
  begin(failing: Failing, from: number): void;
}

/** Answers the health checks of a blueprint. Inferences are answered by the rehearsed models themselves. */
export function rehearsedChecks({ checks }: Pick<Blueprint, 'checks'>, clock: VirtualClock): RehearsedChecks {
  const failures: { readonly name: string; readonly reason: string; readonly from: number; readonly to: number }[] = [];
  const flawOf = (probe: CheckProbe): string | undefined => {
    const asked = JSON.stringify(probe);
    const names = checks.filter((check) => JSON.stringify(check.probe) === asked).map(({ name }) => name);
    const now = clock.now();
    return failures.find(({ name, from, to }) => names.includes(name) && from <= now && now < to)?.reason;
  };
  return {
    flawOf,
    network: {
      reach: async (probe) => {
        const flaw = flawOf(probe);
        return flaw === undefined ? { seconds: 0 } : { flaw, seconds: 0 };
      },
    },
    begin: ({ name, reason, for: lasts = Number.POSITIVE_INFINITY }, from) => {
      failures.push({ name, reason, from, to: from + lasts * 1000 });
    },
  };
}

/** Deploys the functions of the user's that a blueprint's health checks call. */
export function deployCheckFunctions(
  { checks }: Pick<Blueprint, 'checks'>,
  { flawOf }: Pick<RehearsedChecks, 'flawOf'>,
  lambda: Pick<LambdaService, 'deploy'>,
): void {
  const probes = checks.flatMap(({ probe }) => (probe.kind === 'lambda' ? [probe] : []));
  for (const name of new Set(probes.map(({ functionName }) => functionName))) {
    lambda.deploy({
      name: name.split(':')[0] ?? name,
      load: () => async (event) => {
        const payload = typeof event === 'object' && event !== null && 'payload' in event ? event.payload : null;
        const flaw = flawOf({ kind: 'lambda', functionName: name, payload });
        return flaw === undefined ? { pass: true } : { pass: false, reason: flaw };
      },
    });
  }
}
