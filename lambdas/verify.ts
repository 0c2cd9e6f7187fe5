import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { ROLLBACK_STEP_RETRIES } from '../lib/domain/bounds';
import { describeMissing, type MissingInstances, missingInstances } from '../lib/domain/traffic/baseline-count';
import type { Deployer } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release/release';
import { pauseBeforeRestoring } from '../lib/domain/rollback/restoring';
import { whatIsNotBack } from '../lib/domain/rollback/verifying';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type Change, flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

export type VerifyOutput = StepOutput<'verified' | 'restore' | 'close'>;

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe' | 'describeConfig'>;
}

/** Reads back, by model, that all traffic is on the baseline; only then is a release rolled back. */
export function createHandler(ports: Ports): Handler<StepInput, VerifyOutput> {
  return async (input) => {
    const { release: current, record: read } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const plan = planOf(current);
    const { baseline, blueprint } = plan;
    if (baseline === undefined) {
      // A first deployment: the endpoint it was making is gone again.
      const reason = 'there was no endpoint before, and there is none now';
      const change = (live: Release): Change => ({ release: { ...live, ending: { outcome: 'failed', reason } } });
      return { claim: (await renew(ports, input, change, read)).claim, next: 'close', wait: 0 };
    }
    const endpoint = await ports.deployer.describe(blueprint.endpoint);
    const config = endpoint === undefined ? undefined : await ports.deployer.describeConfig(endpoint.config);
    const flaw = whatIsNotBack({ ...plan, baseline }, endpoint, config);
    const missing = missingInstances(current, endpoint);
    const { claim, record, release } = await renew(
      ports,
      input,
      (live, now) => verified(live, { flaw, missing }, now),
      read,
    );
    if (release.ending !== undefined) return { claim, next: 'close', wait: 0 };
    if (flaw !== undefined) return { claim, next: 'restore', wait: pauseBeforeRestoring(release, ports.clock()) };
    return { claim: await flush(ports, claim, record), next: 'verified', wait: 0 };
  };
}

interface Found {
  readonly flaw: string | undefined;
  readonly missing: MissingInstances | undefined;
}

function verified(release: Release, { flaw, missing }: Found, now: number): Change {
  const dueBy = now + ROLLBACK_STEP_RETRIES * 1000;
  if (flaw !== undefined) return notVerified({ ...release, dueBy }, flaw, now);
  const { baseline } = planOf(release);
  const { breach } = release;
  return {
    release: { ...release, stage: 'cleaning_up', restoredAt: release.restoredAt ?? now, dueBy },
    notes: [
      {
        action: 'traffic restored',
        event: 'deployment.rolled_back',
        detail: {
          trigger: breach?.trigger,
          reason: breach?.reason,
          model: baseline?.model,
          seconds: Math.round((now - (breach?.at ?? now)) / 1000),
          ...(missing !== undefined && { capacity: describeMissing(missing) }),
        },
      },
    ],
  };
}

/** Restored once more while the time of the way back lasts; then a person must look. */
function notVerified(release: Release, flaw: string, now: number): Change {
  const { restoredAt: _, ...rest } = release;
  const isOver = now >= (release.rollbackDeadline ?? now);
  const ending = { outcome: 'rollback_failed' as const, reason: `the traffic is not back in time: ${flaw}` };
  return {
    release: { ...rest, stage: 'rolling_back', ...(isOver && { ending }) },
    notes: [{ action: 'not verified', detail: { reason: flaw } }],
  };
}

export const compose: Compose<StepInput, VerifyOutput> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), deployer: sageMakerDeployer(connection) });

export const handler = entry(compose);
