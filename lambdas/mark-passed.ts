import { STEP_RETRIES } from '../lib/domain/bounds';
import { planOf, type Release } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

/** Puts on record that the last gate is met: from here a failure is closed forward, not undone. */
export function createHandler(ports: LedgerPorts): Handler<StepInput, StepOutput<'passed'>> {
  return async (input) => {
    const { claim, record } = await renew(ports, input, (release, now) => ({
      release: {
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

/** A promotion that came between the last gate and this step has what it asks for; kept, it would end the watch of the final variant. */
function withoutPromotion({ control, ...release }: Release): Release {
  return control === undefined || control.word === 'promote' ? release : { ...release, control };
}

export const compose: Compose<StepInput, StepOutput<'passed'>> = (environment, connection) =>
  createHandler(ledgerPorts(environment, connection));

export const handler = entry(compose);
