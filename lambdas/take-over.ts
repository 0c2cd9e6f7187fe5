import { WRITER_TIMEOUT } from '../lib/domain/bounds';
import { ENVIRONMENT } from '../lib/domain/environment';
import { RecordContended } from '../lib/domain/errors';
import type { Told } from '../lib/domain/release/audit';
import { claimOf, NEVER } from '../lib/domain/release/claims';
import { baselineWeights } from '../lib/domain/traffic/phases';
import type { Executions } from '../lib/domain/ports';
import type { Note } from '../lib/domain/release/notes';
import type { Claim, EndpointRecord, Release, Step } from '../lib/domain/release/release';
import { takeOver, type TakeOver, type Taker } from '../lib/domain/rollback/take-over';
import { parseTrigger, type Trigger } from '../lib/domain/rollback/trigger';
import { autoScaling } from '../lib/aws/auto-scaling';
import { releaseHistory } from '../lib/aws/release-history';
import { lookForReturn, type ReturnPorts } from '../lib/aws/return-findings';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { stepFunctions } from '../lib/aws/step-functions';
import { entry, type Compose, type Handler } from './runtime/entry';
import { annotate, keepLast } from './runtime/ledger';
import { type RecordPorts, recordPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

export interface TakeOverInput {
  /** The execution's input: an event, or a person's request. */
  readonly request: unknown;
  readonly step: Step;
}

export type TakeOverOutput =
  | {
      readonly next: 'restore' | 'remove' | 'finish' | 'close';
      readonly claim: Claim;
      /** The record as written, so that the next step need not read it; absent where it is too large to hand on. */
      readonly record?: EndpointRecord;
      /** ARN of the execution that lost the endpoint, and why it did. */
      readonly fenced: string;
      readonly reason: string;
      /** Seconds until no call of whoever lost the endpoint can be on its way, where no traffic has to be brought back meanwhile. */
      readonly wait: number;
    }
  | {
      readonly next: 'nothing' | 'joined' | 'held' | 'drilled';
      readonly reason: string;
      readonly claim: null;
      readonly wait: 0;
    };

interface Ports extends RecordPorts, ReturnPorts {
  readonly executions: Pick<Executions, 'wake' | 'status'>;
  readonly stack: string;
}

const ATTEMPTS = 5;
/** Bytes; a state's payload may have 256 KiB in all. */
const MOST_HANDED_ON = 100_000;
/** Characters of the reason that the stopped execution is given; the record has it in full. */
const LONGEST_REASON = 2000;

/** Takes the endpoint from whoever has it, so that the traffic can go back; or finds that there is nothing to do. */
export function createHandler(ports: Ports): Handler<TakeOverInput, TakeOverOutput> {
  return async ({ request, step }) => {
    const trigger = parseTrigger(ports.stack, request);
    if (trigger.kind === 'unknown') return ended('nothing', trigger.reason);
    const endpoint = await findEndpoint(ports, trigger, step);
    if (endpoint === undefined) return ended('nothing', 'that execution owns no release');
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const current = await ports.store.read(endpoint);
      if (current === undefined) return ended('nothing', `no release of ${endpoint} is known`);
      const found = trigger.kind === 'person' ? await lookForReturn(ports, current, trigger.to) : undefined;
      const now = ports.clock();
      const taker = { execution: step.execution, now, ...(found && { found }) };
      const first = takeOver(current, trigger, taker);
      const answer = first.next === 'joined' ? await replaceDead(ports, current, taker, first) : first;
      if (answer.next === 'nothing' || answer.next === 'joined') return ended(answer.next, answer.reason);
      if (current.release === undefined) await keepLast(ports, current);
      const next = annotate(answer.record, step, now, [noteOf(answer, current.release)]);
      if (!(await ports.store.swap(next, current.revision))) continue;
      const record = { ...next, revision: current.revision + 1 };
      if (answer.next === 'drilled') return ended('drilled', answer.reason);
      if (answer.next === 'held') {
        // A release that waits somewhere else sees the breach at its next look.
        if (record.holdToken !== undefined) await ports.executions.wake(record.holdToken);
        return ended('held', answer.reason);
      }
      const isSmall = Buffer.byteLength(JSON.stringify(record)) <= MOST_HANDED_ON;
      const { next: rest, fenced } = answer;
      const reason = record.release?.breach?.reason.slice(0, LONGEST_REASON) ?? '';
      const canWait = rest === 'close' || rest === 'finish';
      const wait = canWait && record.release !== undefined ? WRITER_TIMEOUT : 0;
      return { next: rest, claim: claimOf(record, toldBy(current)), ...(isSmall && { record }), fenced, reason, wait };
    }
    throw new RecordContended(endpoint, ATTEMPTS);
  };
}

/** Of a failed way back that is not told any more everybody has heard: whoever starts it again pages nobody once more. */
function toldBy({ release, audit }: EndpointRecord): Told | undefined {
  return release?.dueBy === NEVER ? { chained: 0, flushed: audit.sequence } : undefined;
}

/** Whoever is said to bring the traffic back may have died, and nobody was told. */
async function replaceDead(
  { executions }: Ports,
  record: EndpointRecord,
  taker: Taker,
  joined: TakeOver,
): Promise<TakeOver> {
  const { owner = '' } = record.release ?? {};
  const status = await executions.status(owner);
  if (status === 'RUNNING') return joined;
  return takeOver(record, { kind: 'execution', execution: owner, status: status ?? 'GONE' }, taker);
}

async function findEndpoint(
  { store }: Ports,
  trigger: Exclude<Trigger, { kind: 'unknown' }>,
  { execution }: Step,
): Promise<string | undefined> {
  if (trigger.kind !== 'execution') return trigger.endpoint;
  // What is ours too: an attempt whose answer was lost has taken it from the one that died.
  return (await store.live()).find(({ owner }) => owner === trigger.execution || owner === execution)?.endpoint;
}

function noteOf(answer: Exclude<TakeOver, { next: 'nothing' | 'joined' }>, before: Release | undefined): Note {
  if (answer.next === 'drilled') return { action: 'answer fire drill', detail: { reason: answer.reason } };
  const { breach, plan } = answer.record.release ?? {};
  const detail = { trigger: breach?.trigger, reason: breach?.reason };
  if (answer.next === 'held') return { action: 'record breach', detail };
  if (answer.next !== 'restore') return { action: `take over to ${answer.next}`, detail: { fenced: answer.fenced } };
  const action = 'take over to roll back';
  const all = { ...detail, fenced: answer.fenced, ...(plan !== undefined && { weights: baselineWeights(plan) }) };
  // Whoever replaces an owner that died on the way back goes on with what was announced then.
  if (before?.stage === 'rolling_back') return { action, detail: { ...all, rescues: answer.record.release?.rescues } };
  return { action, event: 'deployment.rollback_started', detail: all };
}

function ended(next: 'nothing' | 'joined' | 'held' | 'drilled', reason: string): TakeOverOutput {
  return { next, reason, claim: null, wait: 0 };
}

export const compose: Compose<TakeOverInput, TakeOverOutput> = (environment, connection) =>
  createHandler({
    ...recordPorts(environment, connection),
    history: releaseHistory(requireSetting(environment, ENVIRONMENT.table), connection),
    deployer: sageMakerDeployer(connection),
    traffic: autoScaling(connection),
    executions: stepFunctions(connection),
    stack: requireSetting(environment, ENVIRONMENT.stack),
  });

export const handler = entry(compose);
