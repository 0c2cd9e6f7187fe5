import { STEP_RETRIES } from '../lib/domain/bounds';
import { withoutPromotion } from '../lib/domain/release/controls';
import { planOf } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

/** Puts on record that the last gate is met: from here a failure is closed forward, not undone. */
export function createHandler(ports: LedgerPorts): Handler<StepInput, StepOutput<'passed'>> {
  return async (input) => {
    const { claim, record } = await renew(ports, input, (release, now) => ({
      release: {
        // One that came since the last gate has what it asks for; kept, it would end the watch of the final variant.
        ...withoutPromotion(release),
        stage: 'finalizing',
        passedAt: release.passedAt ?? now,
        dueBy: now + STEP_RETRIES * 1000,
      },
      notes: [{ action: 'pass', detail: { model: planOf(release).candidate.model } }],
    }));
    return { claim: await flush(ports, claim, record), next: 'passed', wait: 0 };
  };
}

export const compose: Compose<StepInput, StepOutput<'passed'>> = (environment, connection) =>
  createHandler(ledgerPorts(environment, connection));

export const handler = entry(compose);
