import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { sageMakerTraffic } from '../lib/aws/sagemaker-traffic';
import { ROLLBACK_STEP_RETRIES, ROLLBACK_TIMEOUT, TRAFFIC_LOOK, WRITER_TIMEOUT } from '../lib/domain/bounds';
import type { Answer } from '../lib/domain/traffic/endpoint';
import { baselineWeights, newGoal, sent } from '../lib/domain/traffic/phases';
import { metricsBefore } from '../lib/domain/sentinels/metrics-settings';
import type { Deployer, TrafficController } from '../lib/domain/ports';
import { type EndpointRecord, type Goal, isKnownConfig, planOf, type Release } from '../lib/domain/release/release';
import { chooseRestoration, type Restoration } from '../lib/domain/rollback/restoring';
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

/** Looks where the endpoint is and sends what brings all traffic back to the baseline. */
export function createHandler(ports: Ports): Handler<RestoreTrafficInput, RestoreTrafficOutput> {
  return async (input) => {
    const announced = await renew(ports, input, announce(input), input.record ?? undefined);
    const { plan } = announced.release;
    if (!isOnItsWayBack(announced.release)) {
      return { claim: await flush(ports, announced.claim, announced.record), next: 'close', wait: 0 };
    }
    const choice: Restoration =
      plan === undefined
        ? { do: 'give up', outcome: 'failed', reason: 'the release was not opened; nothing was changed' }
        : await choose(ports.deployer, announced.release, plan);
    const answer = plan === undefined ? 'accepted' : await carryOut(ports, announced.release, choice);
    const answered = await renew(
      ports,
      { ...input, claim: announced.claim },
      (release, now) => record(release, choice, answer, now),
      announced.record,
    );
    const claim = await flush(ports, answered.claim, answered.record);
    return choice.do === 'give up' ? { claim, next: 'close', wait: 0 } : { claim, next: 'await', wait: TRAFFIC_LOOK };
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

async function choose(deployer: Deployer, release: Release, plan: NonNullable<Release['plan']>): Promise<Restoration> {
  const endpoint = await deployer.describe(plan.blueprint.endpoint);
  const isKnown = endpoint === undefined || isKnownConfig(plan, endpoint.pendingConfig ?? endpoint.config);
  const config = isKnown ? undefined : await deployer.describeConfig(endpoint.config);
  return chooseRestoration(plan, endpoint, { served: release.phase >= 0, ...(config !== undefined && { config }) });
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

function restoredGoal(release: Release, choice: Exclude<Restoration, { do: 'give up' }>, now: number): Goal {
  const goal = newGoal({
    step: 'restored',
    config: choice.do === 'delete' ? '' : choice.config,
    weights: choice.do === 'weights' || choice.do === 'nothing' ? choice.weights : {},
    now,
    seconds: ROLLBACK_TIMEOUT,
  });
  const rollbackFrom = (release.rollbackDeadline ?? now) - ROLLBACK_TIMEOUT * 1000;
  return {
    ...goal,
    ...(choice.do === 'delete' && { gone: true }),
    // Whoever was fenced may still have had a call on its way for as long as its function could run.
    notBefore: rollbackFrom + WRITER_TIMEOUT * 1000,
    deadline: release.rollbackDeadline ?? goal.deadline,
  };
}

export const compose: Compose<RestoreTrafficInput, RestoreTrafficOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: sageMakerTraffic(connection),
  });

export const handler = entry(compose);
