import { describeWeights, type EndpointState } from './traffic/endpoint';
import { parseAlarmName } from './names';
import type { ScaleIn } from './ports';
import { completedConfig, type EndpointRecord } from './release/release';

/** What the account holds that may belong to releases of one endpoint. */
export interface Belongings {
  readonly record: EndpointRecord | undefined;
  readonly endpoint: EndpointState | undefined;
  /** Names of all alarms with the endpoint's prefix. */
  readonly alarms: readonly string[];
  /** Names of endpoint configs that look as if a release of this endpoint had made them. */
  readonly configs: readonly string[];
  /** Of the variant that the last release found. */
  readonly scaleIn: ScaleIn;
}

/** Something that is not as an ended release leaves it, or a release that needs a person. */
export interface Finding {
  readonly what: string;
  /** What the doctor can do about it; it never touches an endpoint, which only a release or a rollback may. */
  readonly remedy?:
    | { readonly do: 'delete alarms'; readonly alarms: readonly string[] }
    | { readonly do: 'delete config'; readonly config: string }
    | { readonly do: 'resume scale-in'; readonly variant: string };
  /** What a person can do where the doctor cannot. */
  readonly advice?: string;
}

/** An owner may be this late before it is worth a word, milliseconds: the reconciler comes every minute. */
const LATE = 5 * 60_000;

/** Tells what is wrong with one endpoint. `now` is epoch milliseconds. */
export function diagnose(stack: string, name: string, found: Belongings, now: number): Finding[] {
  return [...liveFindings(name, found, now), ...endedFindings(name, found), ...leftovers(stack, found)];
}

function liveFindings(name: string, { record }: Belongings, now: number): Finding[] {
  const release = record?.release;
  if (release === undefined) return [];
  if (release.stage === 'rollback_failed') {
    const why = release.ending?.reason ?? release.breach?.reason ?? 'the record does not say why';
    return [
      {
        what: `the rollback of release ${release.number} has failed: ${why}`,
        advice: `rollouts rollback ${name} --reason TEXT takes it up again; see docs/runbook.md#a-rollback-failed`,
      },
    ];
  }
  const late = now - release.dueBy;
  if (late < LATE) return [];
  return [
    {
      what: `release ${release.number} has given no sign of life for ${Math.round(late / 60_000)} minutes longer than it may`,
      advice: 'see whether the reconciler runs: docs/runbook.md#the-reconciler-fails-or-does-not-run',
    },
  ];
}

function endedFindings(name: string, { record, endpoint }: Belongings): Finding[] {
  const plan = record?.last?.plan;
  if (record?.release !== undefined || plan?.baseline === undefined || endpoint === undefined) return [];
  const isDone = record?.last?.outcome === 'completed';
  const isUntouched = !isDone && endpoint.config === plan.baseline.leftoverConfig;
  if (!isUntouched && endpoint.config !== plan.candidate.sharedConfig) return [];
  const served = isDone ? plan.candidate.variant : plan.baseline.variant;
  const others = endpoint.variants.filter((variant) => variant.name !== served);
  if (others.some(({ currentWeight }) => currentWeight > 0)) {
    const weights = [served, ...others.map((variant) => variant.name)].map(
      (variant) => `VariantName=${variant},DesiredWeight=${variant === served ? 100 : 0}`,
    );
    return [
      {
        what: `the last release left all traffic on ${served}, and the weights are ${describeWeights(endpoint)}: somebody else has changed them`,
        advice: `what the release left: aws sagemaker update-endpoint-weights-and-capacities --endpoint-name ${name} --desired-weights-and-capacities ${weights.join(' ')}`,
      },
    ];
  }
  if (isUntouched)
    return [
      {
        what: 'cleanup pending: what an earlier release has left is still deployed, without traffic',
        advice: 'the next release removes it',
      },
    ];
  const config = isDone ? plan.candidate.finalConfig : plan.baseline.config;
  const update = `aws sagemaker update-endpoint --endpoint-name ${name} --endpoint-config-name ${config}`;
  return isDone
    ? [
        {
          what: 'not finalized: baseline and candidate are both deployed, and all traffic is on the candidate',
          advice: 'the next release takes the candidate for its baseline and removes the rest',
        },
      ]
    : [
        {
          what: 'cleanup pending: the candidate of the last release is still deployed, without traffic',
          advice: `the next release removes it; or, while none is live: ${update} --retain-all-variant-properties --exclude-retained-variant-properties VariantPropertyType=DesiredWeight`,
        },
      ];
}

function leftovers(stack: string, { record, endpoint, alarms, configs, scaleIn }: Belongings): Finding[] {
  const { release, last } = record ?? {};
  const found: Finding[] = [];
  const orphans = alarms.filter((alarm) => parseAlarmName(stack, alarm)?.release !== release?.number);
  if (orphans.length > 0) {
    found.push({
      what: `alarms of releases that have ended: ${orphans.join(', ')}`,
      remedy: { do: 'delete alarms', alarms: orphans },
    });
  }
  const plans = [release?.plan, last?.plan];
  const needed = new Set([
    endpoint?.config,
    endpoint?.pendingConfig,
    ...plans.flatMap((plan) => [plan?.baseline?.config, plan?.baseline?.leftoverConfig]),
    // Somebody else may have moved the endpoint since; the next release removes it.
    completedConfig(last),
    ...(release === undefined ? [] : [release.plan?.candidate.sharedConfig, release.plan?.candidate.finalConfig]),
  ]);
  for (const config of configs.filter((one) => !needed.has(one))) {
    found.push({
      what: `endpoint config ${config} of a release is used by nothing`,
      remedy: { do: 'delete config', config },
    });
  }
  const held = last?.plan?.baseline;
  if (release === undefined && held?.holdsScaleIn === true && scaleIn === 'suspended') {
    found.push({
      what: `autoscaling of ${held.variant} may not scale in, though no release is live`,
      remedy: { do: 'resume scale-in', variant: held.variant },
    });
  }
  return found;
}
