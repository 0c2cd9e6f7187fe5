import { sageMakerProber } from '../lib/aws/sagemaker-prober';
import { SMOKE_TEST_TIMEOUT, STEP_RETRIES } from '../lib/domain/bounds';
import type { Prober } from '../lib/domain/ports';
import { planOf } from '../lib/domain/release/release';
import { findFlaw } from '../lib/domain/look/smoke-tests';
import { beginWayBack, isOnItsWayBack } from '../lib/domain/rollback/take-over';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

export type RunSmokeTestsOutput = StepOutput<'passed' | 'failed'>;

interface Ports extends LedgerPorts {
  readonly prober: Prober;
}

/** Sends every smoke test to the candidate itself, before any user's request can reach it. */
export function createHandler(ports: Ports): Handler<StepInput, RunSmokeTestsOutput> {
  return async (input) => {
    const { record, release } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    // An attempt whose answer was lost has decided.
    if (isOnItsWayBack(release)) return { claim: input.claim, next: 'failed', wait: 0 };
    const { blueprint, candidate } = planOf(release);
    const flaws: string[] = [];
    for (const test of blueprint.tests) {
      const flaw = findFlaw(test, await ports.prober.probe(blueprint.endpoint, candidate.variant, test.invoke));
      if (flaw !== undefined) flaws.push(flaw);
    }
    const reason = flaws.join('; ');
    const renewed = await renew(
      ports,
      input,
      (current, now) => {
        const dueBy = now + (SMOKE_TEST_TIMEOUT + STEP_RETRIES) * 1000;
        if (flaws.length === 0) {
          const tests = blueprint.tests.map(({ name }) => name);
          return { release: { ...current, dueBy }, notes: [{ action: 'smoke tests passed', detail: { tests } }] };
        }
        const begun = beginWayBack(current, { trigger: 'smoke_test', reason, at: now }, now);
        return { release: { ...begun.release, dueBy }, notes: begun.notes };
      },
      record,
    );
    const claim = await flush(ports, renewed.claim, renewed.record);
    return { claim, next: flaws.length === 0 ? 'passed' : 'failed', wait: 0 };
  };
}

export const compose: Compose<StepInput, RunSmokeTestsOutput> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), prober: sageMakerProber(connection) });

export const handler = entry(compose);
