import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { sageMakerTraffic } from '../lib/aws/sagemaker-traffic';
import { ROLLBACK_STEP_RETRIES, TRAFFIC_LOOK } from '../lib/domain/bounds';
import { describeMissing, type MissingInstances, missingInstances } from '../lib/domain/traffic/baseline-count';
import type { Answer } from '../lib/domain/traffic/endpoint';
import { baselineWeights, sent } from '../lib/domain/traffic/phases';
import { metricsBefore } from '../lib/domain/sentinels/metrics-settings';
import type { Deployer, TrafficController } from '../lib/domain/ports';
import { type EndpointRecord, isKnownConfig, type Plan, planOf, type Release } from '../lib/domain/release/release';
import {
  chooseRestoration,
  isRestoredByWeights,
  quietFrom,
  type Restoration,
  restoredGoal,
} from '../lib/domain/rollback/restoring';
import { beginWayBack, isOnItsWayBack } from '../lib/domain/rollback/take-over';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type Change, flush, renew, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { tagsOf } from './runtime/tags';

export interface RestoreTrafficInput extends StepInput {
  /** What failed, when a step's error led here. */
  readonly failure?: { readonly step: string; readonly error: string; readonly cause: string } | null;
  /** The record, when Take over has just written it. */
  readonly record?: EndpointRecord | null;
}

export type RestoreTrafficOutput = StepOutput<'await' | 'close'>;

interface Ports extends LedgerPorts {
  readonly deployer: Deployer;
  readonly traffic: Pick<TrafficController, 'setWeights'>;
}

/** Sends what brings all traffic back to the baseline: the weights at once where the candidate has users, and then what the endpoint needs. */
export function createHandler(ports: Ports): Handler<RestoreTrafficInput, RestoreTrafficOutput> {
  return async (input) => {
    const announced = await renew(ports, input, announce(input), input.record ?? undefined);
    const { plan } = announced.release;
    if (!isOnItsWayBack(announced.release)) {
      return { claim: await flush(ports, announced.claim, announced.record), next: 'close', wait: 0 };
    }
    const isAhead = await sendAhead(ports, announced.release);
    const { choice, missing, wait, remark }: Chosen =
      plan === undefined
        ? { choice: NEVER_OPENED, wait: 0 }
        : await choose(ports, announced.release, { plan, isAhead });
    const isSent = plan === undefined || (isAhead && choice.do === 'weights');
    const answer = isSent ? 'accepted' : await carryOut(ports, announced.release, choice);
    const answered = await renew(
      ports,
      { ...input, claim: announced.claim },
      (release, now) => {
        const remarks = remark === undefined ? release.remarks : [...release.remarks, remark];
        const sentAt = isAhead ? { restoreSentAt: release.restoreSentAt ?? now } : {};
        return withShortage(record({ ...release, remarks, ...sentAt }, choice, answer, now), missing);
      },
      announced.record,
    );
    const claim = await flush(ports, answered.claim, answered.record);
    return { claim, next: choice.do === 'give up' ? 'close' : 'await', wait };
  };
}

function announce({ failure }: RestoreTrafficInput) {
  return (release: Release, now: number): Change => {
    const dueBy = now + ROLLBACK_STEP_RETRIES * 1000;
    const { baseline } = release.plan ?? {};
    const weights = release.plan === undefined ? {} : baselineWeights(release.plan);
    const about = { action: 'restore traffic', detail: { weights, config: baseline?.config, model: baseline?.model } };
    if (isOnItsWayBack(release)) return { release: { ...release, dueBy }, notes: [about] };
    const reason = failure
      ? `step ${failure.step} failed with ${failure.error}: ${explain(failure.cause)}`
      : 'a step failed';
    // Past its last gate a release is closed forward: that a step cannot run is no breach.
    if (release.passedAt !== undefined && release.breach === undefined) {
      return {
        release: { ...release, remarks: [...new Set([...release.remarks, reason])], dueBy },
        notes: [{ action: 'close forward', detail: { reason } }],
      };
    }
    const breach = release.breach ?? { trigger: 'step' as const, reason, at: now };
    const begun = beginWayBack(release, breach, now);
    return { release: { ...begun.release, dueBy }, notes: [...begun.notes, about] };
  };
}

/** The message inside a Lambda error, which arrives as JSON text. */
function explain(cause: string): string {
  const message = /"errorMessage":("(?:[^"\\]|\\.)*")/.exec(cause)?.[1];
  return (message === undefined ? cause : String(JSON.parse(message))).slice(0, 500);
}

/**
 * Sends the weights before anything is looked at, where the candidate's share is a matter of weights by all that is on record: a look
 * costs users of a harmful candidate a call more. It is done once; whatever is in its way is for the look that follows.
 */
async function sendAhead({ traffic }: Ports, release: Release): Promise<boolean> {
  const { plan } = release;
  if (plan === undefined || !isRestoredByWeights(release)) return false;
  try {
    return (await traffic.setWeights(plan.blueprint.endpoint, baselineWeights(plan))) === 'accepted';
  } catch {
    return false;
  }
}

/** What a remark begins with, where there was nothing of ours to set weights of. */
const SET_UNSEEN = 'only the weights of';

interface Chosen {
  readonly choice: Restoration;
  /** What was done to an endpoint that is left alone. */
  readonly remark?: string;
  /** Seconds until the first look at what it leads to. */
  readonly wait: number;
  /** Instances that the baseline lacks. They are brought back once the traffic is: it does not wait for them. */
  readonly missing?: MissingInstances | undefined;
}

const NEVER_OPENED: Restoration = {
  do: 'give up',
  outcome: 'failed',
  reason: 'the release was not opened; nothing was changed',
};

function withShortage({ release, notes = [] }: Change, missing: MissingInstances | undefined): Change {
  if (missing === undefined) return { release, notes };
  return { release, notes: [...notes, { action: 'instances missing', detail: { found: describeMissing(missing) } }] };
}

async function choose(
  { deployer, clock }: Ports,
  release: Release,
  { plan, isAhead }: { readonly plan: Plan; readonly isAhead: boolean },
): Promise<Chosen> {
  const endpoint = await deployer.describe(plan.blueprint.endpoint);
  const isKnown = endpoint === undefined || isKnownConfig(plan, endpoint.pendingConfig ?? endpoint.config);
  const config = isKnown ? undefined : await deployer.describeConfig(endpoint.config);
  const remark = `${SET_UNSEEN} ${Object.keys(baselineWeights(plan)).join(' and ')} were set, before it was looked at`;
  const isSent = isAhead || release.remarks.some((one) => one.startsWith(SET_UNSEEN));
  const found = { served: release.phase >= 0, ...(config !== undefined && { config }), isSent };
  const choice = chooseRestoration(plan, endpoint, found);
  const missing = missingInstances(release, endpoint);
  if (choice.do !== 'give up' && choice.do !== 'watch') return { choice, missing, wait: TRAFFIC_LOOK };
  // Closed any sooner, the release could not remove what a call makes that is still on its way.
  const now = clock();
  const wait = Math.ceil(Math.max(0, quietFrom(release, now) - now) / 1000);
  return { choice: wait > 0 ? { do: 'watch' } : choice, missing, wait, ...(isAhead && { remark }) };
}

async function carryOut({ deployer, traffic }: Ports, release: Release, choice: Restoration): Promise<Answer> {
  const { endpoint } = planOf(release).blueprint;
  switch (choice.do) {
    case 'weights':
      return traffic.setWeights(endpoint, choice.weights);
    case 'update':
      await makeConfig(deployer, release);
      return deployer.updateEndpoint(endpoint, choice.config, choice.keep);
    case 'delete':
      return deployer.deleteEndpoint(endpoint);
    case 'watch':
      return 'busy';
    case 'nothing':
    case 'give up':
      return 'accepted';
  }
}

/** Makes the config to go back to, where it is not one that is there. */
async function makeConfig(deployer: Deployer, release: Release): Promise<void> {
  const { baseline, ...plan } = planOf(release);
  if (baseline?.copyOf === undefined) return;
  const { config, variant, model, instances, copyOf } = baseline;
  const { instanceType } = copyOf;
  await deployer.copyConfig({
    source: copyOf.config,
    config,
    variants: [{ from: copyOf.variant, name: variant, model, instanceType, instances, weight: 1 }],
    ...metricsBefore({ ...plan, baseline }),
    tags: tagsOf(release),
  });
}

function record(release: Release, choice: Restoration, answer: Answer, now: number): Change {
  const remarks =
    choice.do === 'weights' && choice.remark !== undefined ? [...release.remarks, choice.remark] : release.remarks;
  const dueBy = now + ROLLBACK_STEP_RETRIES * 1000;
  if (choice.do === 'give up') {
    const { outcome, reason } = choice;
    return {
      release: { ...release, dueBy, ending: { outcome, reason } },
      notes: [{ action: 'give up the way back', detail: { outcome, reason } }],
    };
  }
  const restoreSentAt = release.restoreSentAt ?? (answer === 'accepted' ? now : undefined);
  return {
    release: {
      ...release,
      remarks: [...new Set(remarks)],
      dueBy,
      goal: sent(restoredGoal(release, choice, now), answer, now),
      ...(restoreSentAt !== undefined && { restoreSentAt }),
    },
  };
}

export const compose: Compose<RestoreTrafficInput, RestoreTrafficOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: sageMakerTraffic(connection),
  });

export const handler = entry(compose);
