import type { AuditTrail } from './audit';
import type { Blueprint, Strategy } from '../blueprint/blueprint';
import type { Calibration } from '../opening/calibration';
import type { MetricsSettings } from '../traffic/endpoint';
import type { Drill } from '../sentinels/drill';
import type { CheckReadings } from '../blueprint/health-checks';
import type { KpiEvidence } from '../look/judge';
import type { KpiPower } from '../opening/power';

/** Times are epoch milliseconds throughout the record. */
type Milliseconds = number;

/** The variant that serves when the release begins. */
export interface Baseline {
  readonly variant: string;
  readonly model: string;
  /** The endpoint config to which the way back leads. */
  readonly config: string;
  /**
   * The config that was deployed when the release opened, where it is not `config`: it holds leftovers of an earlier
   * release and would give them their old weights back, so the release makes `config` with the baseline alone.
   */
  readonly leftoverConfig?: string;
  readonly instances: number;
  /**
   * Where a person goes back to a release whose config is gone or would not do: `config` is made as a copy of this one, for
   * the model and the instances that are wanted.
   */
  readonly copyOf?: { readonly config: string; readonly variant: string; readonly instanceType: string };
  /** Autoscaling takes no instances from it while the release lasts: it must be able to take all traffic back at any time. */
  readonly holdsScaleIn?: true;
  /** How its metrics are published, to be put back as it was; absent where SageMaker's defaults are. */
  readonly metrics?: MetricsSettings;
}

/** The new model's variant, and the endpoint configs that bring it in. */
export interface Candidate {
  readonly variant: string;
  readonly model: string;
  readonly instanceType: string;
  readonly instances: number;
  /** Holds baseline and candidate. */
  readonly sharedConfig: string;
  /** Holds the new model alone, as `finalVariant`. */
  readonly finalConfig: string;
  /** The baseline's variant name, so that dashboards, alarms and autoscaling keep working. */
  readonly finalVariant: string;
}

/** Everything a release means to do, recorded before it changes anything. */
export interface Plan {
  readonly blueprint: Blueprint;
  readonly endpointArn: string;
  /** Absent when the release creates the endpoint: there is nothing to go back to. */
  readonly baseline?: Baseline;
  readonly candidate: Candidate;
  /** What its owner should know about its sentinels. */
  readonly warnings?: readonly string[];
  /** What it could see, going by the baseline's past. */
  readonly power?: readonly KpiPower[];
}

/** What an update of the endpoint is to arrive at. */
export interface Goal {
  readonly step: 'candidate' | 'capacity' | 'traffic' | 'final' | 'restored' | 'refilled' | 'removed';
  readonly config: string;
  /** The endpoint is to be gone: it was ours, and never served. */
  readonly gone?: true;
  /** Wanted weight of each variant; a variant left out may have any. */
  readonly weights: Readonly<Record<string, number>>;
  /** Least number of instances in service, by variant. */
  readonly instances: Readonly<Record<string, number>>;
  readonly startedAt: Milliseconds;
  /** No answer counts before this: a call of a flow that was fenced may still be on its way. */
  readonly notBefore: Milliseconds;
  readonly deadline: Milliseconds;
  /** When the last call was accepted; absent while every call met a busy endpoint. */
  readonly sentAt?: Milliseconds;
  /** Calls accepted so far. */
  readonly sends: number;
  /** Whether the endpoint was seen at work since the last accepted call. */
  readonly sawWork: boolean;
}

/** What a look at the endpoint says of the goal. */
export type LookAnswer = 'ready' | 'arm' | 'wait' | 'resend' | 'failed';

/** What set the way back in motion. */
export interface Breach {
  readonly trigger:
    | 'alarm'
    | 'kpi'
    | 'smoke_test'
    | 'person'
    | 'step'
    | 'sagemaker'
    | 'execution'
    | 'health_check'
    | 'silence'
    | 'drift'
    | 'decision'
    | 'drill'
    | 'superseded';
  /** A sentence for people, with the numbers. */
  readonly reason: string;
  readonly at: Milliseconds;
  /** It is a person's to decide about, whatever the blueprint says of others. */
  readonly holds?: true;
}

/** A person's word to a release. A stronger one is never undone by a weaker: abort > pause > promote. */
export type ControlWord = 'abort' | 'pause' | 'promote';

export interface Control {
  readonly word: ControlWord;
  /** Promote all the way to 100 % instead of to the next phase. */
  readonly full?: boolean;
  readonly actor: string;
  readonly reason: string;
  readonly at: Milliseconds;
  /** A start that takes the release's place speaks, not a person. */
  readonly supersedes?: true;
}

/** A start that waits for the end of a live release, to take its place. */
export interface Successor {
  /** Of the release that it is to begin. */
  readonly id: string;
  /** ARN. */
  readonly execution: string;
  /** When the execution was started. */
  readonly startedAt: Milliseconds;
}

/** How a phase went. */
export interface PhaseResult {
  readonly name: string;
  /** Percent. */
  readonly traffic: number;
  readonly startedAt: Milliseconds;
  readonly endedAt: Milliseconds;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
}

/** Waiting for a person, while still watching. */
export interface Hold {
  readonly why: 'gate' | 'pause' | 'inconclusive' | 'breach' | 'incident' | 'decision' | 'capacity';
  readonly reason: string;
  readonly since: Milliseconds;
  /** Silence until here ends in the way back. */
  readonly until: Milliseconds;
}

/** A staged breach: half of the traffic is back on the baseline, to see whether that was enough. */
export interface Retreat {
  /** Percent that the candidate keeps. */
  readonly traffic: number;
  /** What the KPI said. */
  readonly reason: string;
  readonly since: Milliseconds;
}

/** What was heard of one KPI in the phase under way. */
export interface Heard {
  /** Periods that begin before are counted, or waited for no longer. */
  readonly until: Milliseconds;
  /** Beginnings of later ones that are counted. */
  readonly ahead: readonly Milliseconds[];
  /** Periods in which every variant that the KPI is about had data. */
  readonly periods: number;
  /** End of the newest of them. */
  readonly last?: Milliseconds;
}

/** Where a release stands between its steps. */
export type Stage =
  /** The claim is ours; nothing is planned yet. */
  | 'opening'
  /** The candidate is being put beside the baseline. */
  | 'deploying'
  /** The candidate is in service at weight 0: smoke tests and sentinels. */
  | 'testing'
  /** A look decides what comes next: at a gate before the first phase, or inside a bake. */
  | 'judging'
  | 'baking'
  /** A phase's weights were decided and are being set. */
  | 'shifting'
  /** The last gate is met; the endpoint moves to the final config. */
  | 'finalizing'
  /** The final variant is watched. */
  | 'settling'
  | 'rolling_back'
  /** Traffic is back on the baseline and verified; the candidate is being removed. */
  | 'cleaning_up'
  /** The way back could not be finished; the lock stays. */
  | 'rollback_failed';

export type Outcome = 'completed' | 'rolled_back' | 'failed' | 'rollback_failed' | 'endpoint_gone' | 'refused';

/** The live release of an endpoint. */
export interface Release {
  readonly number: number;
  readonly id: string;
  readonly strategy: Strategy;
  /** ARN of the execution that may write. */
  readonly owner: string;
  /** ARN of the execution that the user started. */
  readonly execution: string;
  readonly startedAt: Milliseconds;
  /** When the execution was started: it may have waited for the endpoint. Absent where its machine did not tell. */
  readonly askedAt?: Milliseconds;
  /** The newest of the starts that wait for the end of this release. */
  readonly successor?: Successor;
  /** The end that the audit trail has by now; whoever noted it may have died before the release had ended. */
  readonly noted?: Outcome;
  /** When the owner's next sign of life is due. */
  readonly dueBy: Milliseconds;
  readonly stage: Stage;
  readonly plan?: Plan;
  readonly goal?: Goal;
  /** The last look at the endpoint and its answer, so that a look whose answer was lost is not taken twice. */
  readonly looked?: { readonly visit: string; readonly next: LookAnswer; readonly wait: number };
  readonly control?: Control;
  readonly breach?: Breach;
  readonly hold?: Hold;
  /** Index of the phase whose traffic was last asked for; -1 before the first. */
  readonly phase: number;
  /** When the phase's traffic was decided. */
  readonly phaseFrom?: Milliseconds;
  /** Weights that were last read back: any others are somebody else's. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Most instances that the baseline was seen with: as many are to be there when all traffic comes back. */
  readonly baselineInstances?: number;
  /** A phase that needs more instances than `maxCapacity` allows; it begins on a person's word only. */
  readonly capped?: { readonly phase: number; readonly reason: string };
  /** When the weights of the phase were verified. */
  readonly bakeFrom?: Milliseconds;
  readonly phases: readonly PhaseResult[];
  /** What the baseline's past says about each KPI; measured before any traffic moves. */
  readonly calibration?: Readonly<Record<string, Calibration>>;
  /** Half of the phase's traffic is back because of a staged KPI, and a second look is under way. */
  readonly retreat?: Retreat;
  /** Indexes of the phases that had their retreat; a second breach in one of them is final. */
  readonly retreated?: readonly number[];
  /** Whether the current phase's bake was extended for want of data. */
  readonly extended?: boolean;
  /** Whether the breakers compare the candidate with its baseline, or look at it alone. */
  readonly armed?: 'compared' | 'alone';
  /** How the fire drill goes, where the blueprint wants one. */
  readonly drill?: Drill;
  /** What the health checks said when they were last asked. */
  readonly checks?: CheckReadings;
  /** Evidence of each KPI so far. */
  readonly evidence: Readonly<Record<string, KpiEvidence>>;
  /** Metric periods that begin before are counted by every KPI, or waited for no longer. */
  readonly judgedUntil?: Milliseconds;
  /** The same of each KPI, and when it had data in the phase. */
  readonly heard?: Readonly<Record<string, Heard>>;
  /** Alarms that the release made and must remove. */
  readonly alarms: readonly string[];
  /** Alarms that a visit of `Arm sentinels` has made so far, so that its next attempt goes on behind them. */
  readonly arming?: { readonly visit: string; readonly names: readonly string[] };
  /** When the release met its last gate; from here a failure is closed forward. */
  readonly passedAt?: Milliseconds;
  /** How long it has waited for people in holds that are over. */
  readonly waitedSeconds?: number;
  readonly finalizeAttempts: number;
  /** When the first call that restores traffic was accepted, and when the restored traffic was verified. */
  readonly restoreSentAt?: Milliseconds;
  readonly restoredAt?: Milliseconds;
  /** The way back gives up here. */
  readonly rollbackDeadline?: Milliseconds;
  /** Decided end, for `Close release`; absent while the stage tells. */
  readonly ending?: { readonly outcome: Outcome; readonly reason: string };
  /** How often a dead owner was replaced. */
  readonly rescues: number;
  /** What is left for the next release or for a person, e.g. `cleanup pending`. */
  readonly remarks: readonly string[];
}

/** What a person's rollback can return to after a release has ended. */
export interface EndedRelease {
  readonly number: number;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly startedAt: Milliseconds;
  readonly endedAt: Milliseconds;
  /** Absent where there is no endpoint. */
  readonly endpointArn?: string;
  /** ARN of the execution that the user started. */
  readonly execution?: string;
  /** How much of the time between start and end it waited for people. */
  readonly waitedSeconds?: number;
  readonly servingModel?: string;
  readonly remarks?: readonly string[];
  readonly phases?: readonly PhaseResult[];
  /** Why it went back, if it did. */
  readonly breach?: Breach;
  readonly restoreSentAt?: Milliseconds;
  readonly restoredAt?: Milliseconds;
  readonly plan?: Plan;
}

/** Whoever has written an end, and is yet to tell of it: its events, its metrics, its place in the history. */
export interface Telling {
  /** ARN of the execution. */
  readonly owner: string;
  /** Past this, no sign of life means death. */
  readonly dueBy: Milliseconds;
}

/** The one item of an endpoint: every writer swaps it as a whole, on the condition that nobody else did. */
export interface EndpointRecord {
  readonly endpoint: string;
  /** Raised by every write. */
  readonly revision: number;
  /** Raised whenever the owner changes: the fence. */
  readonly epoch: number;
  /** Number of the newest release. */
  readonly number: number;
  readonly release?: Release;
  readonly last?: EndedRelease;
  /** Who tells of the last end, until everybody has been told. */
  readonly telling?: Telling;
  /** The newest refusal, so that one whose answer was lost is not given twice. */
  readonly refused?: { readonly visit: string; readonly reason: string };
  /** Task token of the hold under way; written by the state machine itself. */
  readonly holdToken?: string;
  readonly audit: AuditTrail;
}

/** What a flow carries from step to step, to prove that it may write. */
export interface Claim {
  readonly endpoint: string;
  readonly release: number;
  readonly epoch: number;
  readonly revision: number;
  /** Audit entries up to this sequence are in the chain and their events are out. */
  readonly flushed: number;
  /** Audit entries up to this sequence are in the chain. @default flushed */
  readonly chained?: number;
}

/** Which visit of which state calls; the same for every retry of that visit. */
export interface Step {
  readonly name: string;
  /** RFC 3339, from the state machine's context. */
  readonly enteredAt: string;
  /** ARN of the execution. */
  readonly execution: string;
}

/** Whether a config is one that the release found or makes; any other was deployed by somebody else. */
export function isKnownConfig(plan: Plan, config: string): boolean {
  const { baseline } = plan;
  return [baseline?.config, baseline?.leftoverConfig].includes(config) || isCandidateConfig(plan, config);
}

/** Whether a config is one that the release makes for its candidate. */
export function isCandidateConfig({ candidate }: Plan, config: string): boolean {
  return config === candidate.sharedConfig || config === candidate.finalConfig;
}

/** What serves in a config that the release found or makes, whether or not it can be read still: configs never change. */
export function variantsIn(
  plan: Plan,
  config: string,
): readonly { readonly name: string; readonly model: string }[] | undefined {
  const { baseline, candidate } = plan;
  const { variant: name, model } = candidate;
  if (config === candidate.finalConfig) return [{ name: candidate.finalVariant, model }];
  if (!isKnownConfig(plan, config)) return undefined;
  const found = baseline === undefined ? [] : [{ name: baseline.variant, model: baseline.model }];
  return config === candidate.sharedConfig ? [...found, { name, model }] : found;
}

/** The config that a completed release has moved its endpoint to; the next release is the one to find it useless. */
export function completedConfig(last: EndedRelease | undefined): string | undefined {
  return last?.outcome === 'completed' ? last.plan?.candidate.finalConfig : undefined;
}

/** The plan of a release that was opened; without one no later step can run. */
export function planOf(release: Release): Plan {
  if (release.plan === undefined) throw new Error(`release ${release.number} has no plan: it was never opened`);
  return release.plan;
}
