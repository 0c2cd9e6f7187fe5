import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { RecordContended } from '../../lib/domain/errors';
import type { Executions } from '../../lib/domain/ports';
import { claimEndpoint } from '../../lib/domain/release/claims';
import type { EndpointRecord, Release, Step } from '../../lib/domain/release/release';
import { supersede, type Supersession, unheardAbort } from '../../lib/domain/release/superseding';
import { annotate, keepLast, visitOf } from './ledger';
import type { RecordPorts } from './ports';
import { startWayBack, type WayBackPorts } from './way-back';

export interface ClaimPorts extends RecordPorts, WayBackPorts {
  readonly executions: Pick<Executions, 'wake' | 'start'>;
}

/** A start that wants an endpoint. */
interface Start {
  readonly blueprint: Blueprint;
  readonly step: Step;
  /** RFC 3339; absent where its machine cannot wait. */
  readonly startedAt: string | undefined;
}

/** Refused for good, or to be asked again when the release that it supersedes has come further. */
export type NotOpened = { readonly reason: string; readonly claim: null } & (
  { readonly next: 'refused'; readonly wait: 0 } | { readonly next: 'wait'; readonly wait: number }
);

/** Why a start would come to nothing whoever holds the endpoint. */
type LookAhead = () => Promise<readonly string[]>;

const ATTEMPTS = 5;

/** The record with our claim on it, or why there is none, such as who holds the endpoint. */
export async function claimFor(
  ports: ClaimPorts,
  start: Start,
  lookAhead: LookAhead,
): Promise<EndpointRecord | NotOpened> {
  const { blueprint, step, startedAt } = start;
  const { endpoint, id, strategy, launch } = blueprint;
  const asked = startedAt === undefined ? {} : { askedAt: Date.parse(startedAt) };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await ports.store.read(endpoint);
    if (record?.refused?.visit === visitOf(step)) return refused(record.refused.reason);
    const at = ports.clock();
    const opening = { endpoint, id, strategy, execution: step.execution, at, ...asked };
    const answer = claimEndpoint(record, opening, Date.parse(step.enteredAt));
    if (answer.kind === 'mine') return answer.record;
    if (answer.kind === 'over') {
      const { number, outcome, reason } = answer.ended;
      return refused(`release ${number} (${id}), which this start began, has ended ${outcome} already: ${reason}`);
    }
    if (answer.kind === 'taken') {
      const told = await approach(ports, start, answer, lookAhead);
      if (told !== undefined) return told;
      continue;
    }
    if (record !== undefined) await keepLast(ports, record);
    const next = annotate(answer.record, step, at, [{ action: 'claim endpoint', detail: { id, ...launch } }]);
    if (await ports.store.swap(next, next.revision)) return { ...next, revision: next.revision + 1 };
  }
  throw new RecordContended(endpoint, ATTEMPTS);
}

/** Asks for an endpoint that is held; `undefined` if its record has changed meanwhile. */
async function approach(
  ports: ClaimPorts,
  start: Start,
  { record, by }: { readonly record: EndpointRecord; readonly by: Release },
  lookAhead: LookAhead,
): Promise<NotOpened | undefined> {
  const { blueprint, step, startedAt } = start;
  const { endpoint, id } = blueprint;
  if (blueprint.supersede !== 'replace' || startedAt === undefined) return refused(held(endpoint, by));
  const at = ports.clock();
  const successor = { id, execution: step.execution, startedAt: Date.parse(startedAt) };
  const answer = supersede(by, successor, at);
  if (answer.kind === 'refused') return refused(`endpoint ${endpoint} is held by ${answer.reason}`);
  if (answer.note !== undefined) {
    const reasons = await lookAhead();
    if (reasons.length > 0) return refused(reasons.join('; '));
    const next = annotate({ ...record, release: answer.release }, step, at, [answer.note]);
    if (!(await ports.store.swap(next, record.revision))) return undefined;
  }
  await hurry(ports, record, answer);
  return { next: 'wait', reason: answer.reason, claim: null, wait: answer.wait };
}

/** Makes a release hear at once that it was superseded; without, it would at its next look. Until it has, each visit tries. */
async function hurry(
  ports: ClaimPorts,
  { endpoint, holdToken }: EndpointRecord,
  { release }: Extract<Supersession, { kind: 'waits' }>,
): Promise<void> {
  const abort = unheardAbort(release);
  if (abort === undefined) return;
  if (holdToken !== undefined) await ports.executions.wake(holdToken);
  await startWayBack(ports, { endpoint, release: release.number, cause: `superseded-${abort.at}` }, abort);
}

function held(endpoint: string, { number, id, startedAt, owner }: Release): string {
  return (
    `endpoint ${endpoint} is held by release ${number} (${id}), which began at ${new Date(startedAt).toISOString()} ` +
    `and is run by ${owner}; wait for its end, or abort it`
  );
}

export function refused(reason: string): NotOpened {
  return { next: 'refused', reason, claim: null, wait: 0 };
}
