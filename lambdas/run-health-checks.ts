import { clockOf } from '../lib/aws/connection';
import { healthChecker } from '../lib/aws/health-checker';
import { STEP_RETRIES } from '../lib/domain/bounds';
import { ENVIRONMENT } from '../lib/domain/environment';
import {
  type CheckAnswer,
  checksAt,
  type CheckResult,
  type HealthCheck,
  isWell,
  toResult,
} from '../lib/domain/blueprint/health-checks';
import type { CheckSubject, HealthChecker } from '../lib/domain/ports';
import { planOf, type Release } from '../lib/domain/release/release';
import { realNetwork } from '../lib/network/network';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

export interface RunHealthChecksInput extends StepInput {
  /** `gate`: all checks, because traffic is about to rise; `look`: those that run all the time. */
  readonly moment: 'gate' | 'look';
}

export interface RunHealthChecksOutput extends StepOutput<'checked'> {
  readonly results: readonly CheckResult[];
}

interface Ports extends LedgerPorts {
  readonly checker: HealthChecker;
}

/** Asks every health check that is due, all at once, and puts the answers on record for Judge. */
export function createHandler(ports: Ports): Handler<RunHealthChecksInput, RunHealthChecksOutput> {
  return async (input) => {
    const { moment } = input;
    const { record, release } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const due = checksAt(planOf(release).blueprint.checks, moment);
    const subject = subjectOf(release);
    const results = await Promise.all(due.map((check) => ask(ports.checker, check, subject)));
    const failed = results.filter(({ ok }) => !ok);
    const renewed = await renew(
      ports,
      input,
      (current, now) => ({
        release: { ...current, checks: { at: now, moment, results }, dueBy: now + STEP_RETRIES * 1000 },
        notes: [
          ...(failed.length > 0
            ? [{ action: 'health checks failed', detail: { moment, reasons: failed.map(({ reason }) => reason) } }]
            : []),
          // A look a minute would fill the trail with good news.
          ...(failed.length === 0 && moment === 'gate'
            ? [{ action: 'health checks passed', detail: { checks: results.map(({ name }) => name) } }]
            : []),
        ],
      }),
      record,
    );
    return { claim: await flush(ports, renewed.claim, renewed.record), next: 'checked', wait: 0, results };
  };
}

async function ask(checker: HealthChecker, check: HealthCheck, subject: CheckSubject): Promise<CheckResult> {
  const tries: CheckAnswer[] = [];
  while (tries.length <= check.retries) {
    const answer = await checker.attempt(check, subject);
    tries.push(answer);
    if (isWell(answer, check)) break;
  }
  return toResult(check, tries);
}

function subjectOf(release: Release): CheckSubject {
  const { blueprint, candidate } = planOf(release);
  const phase = blueprint.phases[release.phase];
  return {
    endpoint: blueprint.endpoint,
    variant: candidate.variant,
    model: candidate.model,
    release: release.number,
    ...(phase !== undefined && { phase: phase.name }),
    traffic: phase?.traffic ?? 0,
  };
}

export const compose: Compose<RunHealthChecksInput, RunHealthChecksOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    checker: healthChecker(connection, {
      network: connection.network ?? realNetwork(clockOf(connection)),
      // A stack that lets blueprints call no function has an empty list.
      functions: (environment[ENVIRONMENT.functions] ?? '').split(','),
    }),
  });

export const handler = entry(compose);
