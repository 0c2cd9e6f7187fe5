import { autoScaling } from '../lib/aws/auto-scaling';
import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { emfTracker } from '../lib/aws/emf-tracker';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { STEP_RETRIES } from '../lib/domain/bounds';
import { prune } from '../lib/domain/release/audit';
import { claimOf, NEVER, tellingAt, toldOf } from '../lib/domain/release/claims';
import {
  type AtClose,
  END_EVENTS,
  endRelease,
  isReleased,
  type Result,
  toResult,
  uselessThings,
  variantToLetGo,
} from '../lib/domain/closing';
import { ENVIRONMENT } from '../lib/domain/environment';
import { RecordContended, ScaledVariantGone } from '../lib/domain/errors';
import type { Deployer, KpiSource, Tracker, TrafficController } from '../lib/domain/ports';
import type { Note } from '../lib/domain/release/notes';
import {
  type Claim,
  type EndedRelease,
  type EndpointRecord,
  planOf,
  type Release,
  type Step,
} from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flushLast, renew, type StepInput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

export interface CloseReleaseOutput {
  readonly claim: Claim;
  readonly next: Result['outcome'];
  readonly wait: 0;
  readonly result: Result;
}

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe' | 'describeConfig' | 'deleteConfig'>;
  readonly traffic: Pick<TrafficController, 'setScaleIn'>;
  readonly kpis: Pick<KpiSource, 'removeAlarms'>;
  readonly tracker: Tracker;
}

/** Removes what the release made and nobody needs, writes the result and gives the endpoint free. */
export function createHandler(ports: Ports): Handler<StepInput, CloseReleaseOutput> {
  return async (input) => {
    const before = await ports.store.read(input.claim.endpoint);
    const closed = endedBefore(before, input);
    if (closed !== undefined) return conclude(ports, input.claim, closed);
    const left = leftBehind(before, input);
    if (left !== undefined) return answer(input.claim, left);
    const {
      claim,
      release,
      record: current,
    } = await renew(
      ports,
      input,
      (live, now) => ({
        release: { ...live, dueBy: now + STEP_RETRIES * 1000 },
        notes: [{ action: 'close release', detail: { alarms: live.alarms } }, ...aboutScaleIn(live)],
      }),
      before,
    );
    const atClose = await lookAt(ports.deployer, claim.endpoint);
    const useless = uselessThings(release, atClose, current.last);
    await ports.kpis.removeAlarms(useless.alarms);
    for (const config of useless.configs) await ports.deployer.deleteConfig(config);
    const remark = await resumeScaleIn(ports, input.step, release, atClose);
    const { record, ended } = await finish(ports, { ...input, claim }, atClose, remark);
    return conclude(ports, claim, { record, ended });
  };
}

/** For so long autoscaling is asked again about an endpoint that is gone, seconds: nearly as long as the state tries again. */
const GONE_RETRIES = 1500;

function aboutScaleIn(release: Release): readonly Note[] {
  const variant = variantToLetGo(release);
  return variant === undefined ? [] : [{ action: 'resume scale-in', detail: { variant } }];
}

/** Lets autoscaling take instances again; what is left of it where that cannot be done, in words. */
async function resumeScaleIn(
  { traffic, clock }: Ports,
  step: Step,
  release: Release,
  { endpoint }: AtClose,
): Promise<string | undefined> {
  const variant = variantToLetGo(release);
  if (variant === undefined) return undefined;
  try {
    await traffic.setScaleIn(planOf(release).blueprint.endpoint, variant, 'active');
    return undefined;
  } catch (error) {
    // A target can outlive its endpoint; that it cannot be changed any more must not keep the release from ending.
    const isGone = endpoint === undefined || endpoint.status === 'Deleting';
    const isLost = error instanceof ScaledVariantGone || clock() - Date.parse(step.enteredAt) > GONE_RETRIES * 1000;
    if (!isGone || !isLost) throw error;
    return `autoscaling of variant ${variant}, whose endpoint is gone, was left as it is: ${String(error)}`;
  }
}

/** Tells the world of an end that is on record. It may be told more than once: who tells it first may not come back. */
async function conclude(
  ports: Ports,
  claim: Claim,
  { record, ended }: { readonly record: EndpointRecord; readonly ended: EndedRelease },
): Promise<CloseReleaseOutput> {
  await ports.store.addToHistory(claim.endpoint, ended);
  ports.tracker.ended({ ...ended, endpoint: claim.endpoint });
  const until = ended.endedAt + STEP_RETRIES * 1000;
  await tidy(ports, record, await flushLast(ports, claim, { record, until }));
  return answer(claimOf(record), ended);
}

function answer(claim: Claim, ended: EndedRelease): CloseReleaseOutput {
  return { claim, next: ended.outcome, wait: 0, result: toResult(claim.endpoint, ended) };
}

async function lookAt(deployer: Pick<Deployer, 'describe' | 'describeConfig'>, name: string): Promise<AtClose> {
  const endpoint = await deployer.describe(name);
  return { endpoint, config: endpoint === undefined ? undefined : await deployer.describeConfig(endpoint.config) };
}

/** Writes the end. After a failed rollback the release stays: the lock is kept until a person has looked. */
async function finish(
  ports: Ports,
  input: StepInput,
  atClose: AtClose,
  remark: string | undefined,
): Promise<{ record: EndpointRecord; ended: EndedRelease }> {
  const now = ports.clock();
  let ended: ReturnType<typeof endRelease> | undefined;
  const renewed = await renew(ports, input, (release) => {
    const remarks = remark === undefined ? release.remarks : [...new Set([...release.remarks, remark])];
    ended = endRelease({ ...release, remarks }, atClose, now);
    const event = END_EVENTS[ended.outcome];
    const { number: _number, plan: _plan, ...detail } = ended;
    const note = {
      action: `end ${ended.outcome}`,
      detail: { ...detail, seconds: Math.round((now - release.startedAt) / 1000) },
      ...(event && { event }),
    };
    if (!isReleased(ended.outcome)) return { release: { ...release, stage: 'rollback_failed' }, notes: [note] };
    // Whoever died after writing it down has told of this end, or left it to be told.
    return { release: { ...release, noted: ended.outcome }, notes: release.noted === ended.outcome ? [] : [note] };
  });
  if (ended === undefined) throw new RecordContended(input.claim.endpoint, 1);
  if (!isReleased(ended.outcome)) return { record: renewed.record, ended };
  const { release: _, ...rest } = renewed.record;
  const telling = { owner: renewed.release.owner, dueBy: now + STEP_RETRIES * 1000 };
  const idle: EndpointRecord = { ...rest, last: ended, telling };
  if (!(await ports.store.swap(idle, renewed.record.revision))) throw new RecordContended(input.claim.endpoint, 1);
  return { record: { ...idle, revision: renewed.record.revision + 1 }, ended };
}

/**
 * Takes from an idle record's outbox what is told. If something is left, the reconciler has it told later; after a day that is
 * left to the next release. Of a failed way back it is told until it is out.
 */
async function tidy({ store, clock }: LedgerPorts, record: EndpointRecord, claim: Claim): Promise<void> {
  const { release, telling, ...rest } = record;
  if (release !== undefined) {
    // The record of a failed way back stays live, and its outbox tells a repeated close what it has done.
    const isTold = toldOf(claim).flushed >= record.audit.sequence;
    if (isTold) await store.swap({ ...record, release: { ...release, dueBy: NEVER } }, record.revision);
    return;
  }
  if (telling === undefined && record.audit.outbox.length === 0) return;
  const audit = prune(record.audit, toldOf(claim));
  const isOver = audit.outbox.length === 0 || tellingAt(record, clock()) === undefined;
  await store.swap({ ...rest, audit, ...(!isOver && { telling }) }, record.revision);
}

/** A close whose answer was lost has left its result behind. */
function endedBefore(record: EndpointRecord | undefined, { claim }: StepInput) {
  if (record?.last?.number !== claim.release || record.epoch !== claim.epoch || record.release !== undefined)
    return undefined;
  return { record, ended: record.last };
}

/** The end, where the next release has begun since: its start has kept it in the history, and its steps tell of it. */
function leftBehind(record: EndpointRecord | undefined, { claim }: StepInput): EndedRelease | undefined {
  const { last, release } = record ?? {};
  return last?.number === claim.release && release !== undefined && release.number > claim.release ? last : undefined;
}

export const compose: Compose<StepInput, CloseReleaseOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: autoScaling(connection),
    kpis: cloudWatchKpis(connection),
    tracker: emfTracker(connection, requireSetting(environment, ENVIRONMENT.stack)),
  });

export const handler = entry(compose);
