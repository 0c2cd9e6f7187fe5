import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { decisionFunction } from '../lib/aws/decision-function';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { isBakeOver, isCertified, mayBeGone, needsAlarms } from '../lib/domain/look/baking';
import { PERIOD, STEP_RETRIES } from '../lib/domain/bounds';
import { isJudged } from '../lib/domain/look/breaching';
import { kpisAt } from '../lib/domain/blueprint/caution';
import { checkVerdicts, withChecks } from '../lib/domain/look/checking';
import { type DecisionAnswer, questionOf } from '../lib/domain/look/deciding';
import type { Decision } from '../lib/domain/look/holding';
import { judgeKpis, type KpiVerdict, queriesOf } from '../lib/domain/look/judge';
import { decide } from '../lib/domain/look/look';
import { stillHeard, takePeriods, unreadPeriods } from '../lib/domain/look/periods';
import { findDrift } from '../lib/domain/traffic/drift';
import { trafficOf } from '../lib/domain/traffic/phases';
import { underPolicy } from '../lib/domain/look/policy';
import type { DecisionMaker, Deployer, KpiSource } from '../lib/domain/ports';
import type { AlarmReading, Reading } from '../lib/domain/sentinels/readings';
import { planOf, type Release } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

export interface JudgeOutput extends StepOutput<Decision['next']>, Pick<Decision, 'asks'> {
  /** What the look saw, so that the execution's history tells why. */
  readonly look: {
    readonly phase?: string;
    /** Percent. */
    readonly traffic?: number;
    readonly verdicts: readonly KpiVerdict[];
    readonly alarms: readonly Pick<AlarmReading, 'name' | 'state'>[];
    /** What the user's decision function said. */
    readonly decision?: DecisionAnswer;
  };
}

interface Ports extends LedgerPorts {
  readonly kpis: Pick<KpiSource, 'read' | 'readAlarms'>;
  readonly decisions: DecisionMaker;
  readonly deployer: Pick<Deployer, 'describe'>;
}

/** One look: reads what is new, weighs it, and decides what the release does next. */
export function createHandler(ports: Ports): Handler<StepInput, JudgeOutput> {
  return async (input) => {
    const { record: read, release: current } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const at = ports.clock();
    const seen = await readKpis(ports, current, at);
    const preview = judge(current, seen, at);
    const answer = await askDecision(ports, current, preview.verdicts, at);
    const mayEnd = answer?.decision === 'promote' || isCertified(current, preview.verdicts);
    const alarms = mayEnd || needsAlarms(current, at) ? await readAlarms(ports, current) : [];
    const drift = mayBeGone(current, preview.verdicts, at)
      ? findDrift(current, await ports.deployer.describe(input.claim.endpoint))
      : undefined;
    let decision: Decision | undefined;
    let verdicts: readonly KpiVerdict[] = [];
    const renewed = await renew(
      ports,
      input,
      (release, now) => {
        const { verdicts: all, release: weighed } = judge(release, seen, at);
        verdicts = seen.readings.length > 0 ? all : all.filter(({ check }) => check === true);
        const found = { ...(answer !== undefined && { decision: answer }), ...(drift !== undefined && { drift }) };
        const look = { now: at, alarms, verdicts: all, ...found };
        decision = withChecks(weighed, planOf(release), decide(weighed, planOf(release), look), at);
        const dueBy = now + (decision.wait + STEP_RETRIES) * 1000;
        return { release: { ...decision.release, dueBy }, notes: decision.notes };
      },
      read,
    );
    const claim = await flush(ports, renewed.claim, renewed.record);
    const phase = planOf(current).blueprint.phases[current.phase];
    return {
      claim,
      next: decision?.next ?? 'bake',
      wait: decision?.wait ?? PERIOD,
      ...(decision?.asks === true && { asks: true }),
      look: {
        ...(phase !== undefined && { phase: phase.name, traffic: trafficOf(current) }),
        verdicts,
        ...(answer !== undefined && { decision: answer }),
        alarms: alarms.map(({ name, state }) => ({ name, state })),
      },
    };
  };
}

/** What KPIs and health checks say, as far as the policy lets them act, and the release that remembers it. */
function judge(
  live: Release,
  { readings, to }: Seen,
  at: number,
): { readonly verdicts: readonly KpiVerdict[]; readonly release: Release } {
  const isOver = isBakeOver(live, at);
  const { release, readings: due } = takePeriods(live, readings, to);
  const { verdicts, evidence } = judgeKpis(cautious(release, at), due, isOver);
  const all = [...stillHeard(release, verdicts, at), ...checkVerdicts(release.checks, at)];
  return { verdicts: underPolicy(planOf(release).blueprint.policy, all, isOver), release: { ...release, evidence } };
}

/** The decision function's word on a look of a bake; nobody is asked where nothing is left to decide. */
async function askDecision(
  { decisions }: Ports,
  release: Release,
  verdicts: readonly KpiVerdict[],
  at: number,
): Promise<DecisionAnswer | undefined> {
  const { decision } = planOf(release).blueprint;
  const isAsked = release.stage === 'baking' && release.control?.word !== 'abort';
  if (decision === undefined || !isAsked) return undefined;
  return decisions.ask(decision.function, questionOf(release, verdicts, isBakeOver(release, at)));
}

/** What was read of the KPIs up to a moment. */
interface Seen {
  readonly readings: readonly Reading[];
  readonly to: number;
}

async function readKpis({ kpis }: Ports, release: Release, now: number): Promise<Seen> {
  const { from, to } = unreadPeriods(release, now);
  if (!isJudged(release) || to <= from) return { readings: [], to };
  return { readings: await kpis.read(queriesOf(cautious(release, now)), from, to), to };
}

/** The release with the limits that hold at a moment. */
function cautious(release: Release, at: number): Release {
  const plan = planOf(release);
  const kpis = kpisAt(plan.blueprint.kpis, plan.blueprint.caution, at);
  return { ...release, plan: { ...plan, blueprint: { ...plan.blueprint, kpis } } };
}

/** The release's own alarms and those that the blueprint names. */
async function readAlarms({ kpis }: Ports, release: Release): Promise<readonly AlarmReading[]> {
  return kpis.readAlarms([...release.alarms, ...planOf(release).blueprint.alarms]);
}

export const compose: Compose<StepInput, JudgeOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    kpis: cloudWatchKpis(connection),
    decisions: decisionFunction(connection),
    deployer: sageMakerDeployer(connection),
  });

export const handler = entry(compose);
