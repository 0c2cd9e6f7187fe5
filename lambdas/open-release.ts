import { autoScaling } from '../lib/aws/auto-scaling';
import { cloudWatchKpis } from '../lib/aws/cloudwatch-kpis';
import { lookAtPackage, modelMaker } from '../lib/aws/model-maker';
import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { stepFunctions } from '../lib/aws/step-functions';
import {
  checkLaunch,
  type LaunchCheck,
  pastQueries,
  pastSpan,
  refuseFunctions,
} from '../lib/domain/opening/before-launch';
import type { Blueprint, Strategy } from '../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../lib/domain/blueprint/parse-blueprint';
import { formatProblems } from '../lib/domain/blueprint/problem';
import { STEP_RETRIES } from '../lib/domain/bounds';
import { prune } from '../lib/domain/release/audit';
import { claimOf, toldOf } from '../lib/domain/release/claims';
import { ENVIRONMENT } from '../lib/domain/environment';
import { RecordContended } from '../lib/domain/errors';
import { isManaged } from '../lib/domain/managed';
import { type Findings, type OpeningAnswer, planRelease, refuseBeforehand } from '../lib/domain/opening/opening';
import { deployGoal } from '../lib/domain/traffic/phases';
import type { Deployer, KpiSource, ModelMaker, TrafficController } from '../lib/domain/ports';
import type { Claim, EndpointRecord, Plan, Release, Step } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { type ClaimPorts, claimFor, type NotOpened, refused } from './runtime/claiming';
import { type Change, flush, renew, type StepOutput, visitOf } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';
import { requireSetting } from './runtime/settings';

export interface OpenReleaseInput {
  /** The execution's input: a blueprint as the user wrote it. */
  readonly blueprint: unknown;
  /** Strategy of the state machine. */
  readonly strategy: Strategy;
  readonly step: Step;
  /** When the execution was started, RFC 3339; absent where its machine is of a version that cannot wait. */
  readonly startedAt?: string;
}

export type OpenReleaseOutput = StepOutput<'opened'> | NotOpened;

interface Ports extends LedgerPorts, ClaimPorts {
  readonly deployer: Deployer;
  readonly traffic: Pick<TrafficController, 'scaleIn'>;
  readonly kpis: KpiSource;
  readonly models: ModelMaker;
  /** Patterns of the execution roles that may be passed to a model. */
  readonly roles: readonly string[];
  /** Patterns of the endpoints that the stack may manage. */
  readonly managed: readonly string[];
  /** Patterns of the users' functions that it may call. */
  readonly functions: readonly string[];
}

/** Validates the blueprint, claims the endpoint, looks at what is there, and records the plan; or refuses and says why. */
export function createHandler(ports: Ports): Handler<OpenReleaseInput, OpenReleaseOutput> {
  return async ({ blueprint: document, strategy, step, startedAt }) => {
    const parsed = parseBlueprint(document, { strategy });
    if (!parsed.ok) return refused(`the blueprint is not valid:\n${formatProblems(parsed.problems)}`);
    const { blueprint } = parsed;
    if (!isManaged(blueprint.endpoint, ports.managed)) {
      const allowed = ports.managed.join(', ');
      return refused(`this stack may not manage endpoint ${blueprint.endpoint}; its configuration allows ${allowed}`);
    }
    const claimed = await claimFor(ports, { blueprint, step, startedAt }, () => lookAhead(ports, blueprint));
    if ('next' in claimed) return claimed;
    if (claimed.release?.plan !== undefined) return { claim: claimOf(claimed), next: 'opened', wait: 0 };
    const findings = await lookAround(ports, blueprint, claimed);
    const answer = planRelease(blueprint, claimed.number, findings);
    const launch = await lookAtSentinels(ports, blueprint, { answer, findings });
    if (answer.kind === 'refused' || launch.reasons.length > 0) {
      const reason = [...(answer.kind === 'refused' ? answer.reasons : []), ...launch.reasons].join('; ');
      await giveBack(ports, { claim: claimOf(claimed), step }, reason);
      return refused(reason);
    }
    await makeModel(ports, blueprint, findings);
    const { warnings, power } = launch;
    const plan: Plan = {
      ...answer.plan,
      ...(warnings.length > 0 && { warnings }),
      ...(power.length > 0 && { power }),
    };
    const open = (release: Release, now: number): Change => ({
      release: {
        ...release,
        plan,
        stage: 'deploying',
        goal: deployGoal(plan, now),
        dueBy: now + STEP_RETRIES * 1000,
      },
      notes: [
        {
          action: 'open release',
          event: 'deployment.started',
          detail: {
            id: blueprint.id,
            ...blueprint.launch,
            strategy,
            model: blueprint.model,
            ...(blueprint.modelPackage !== undefined && { modelPackage: blueprint.modelPackage }),
            baseline: plan.baseline,
            phases: blueprint.phases.map(({ name, traffic }) => ({ name, traffic })),
            power,
            warnings,
          },
        },
      ],
    });
    const renewed = await renew(ports, { claim: claimOf(claimed), step }, open, claimed);
    return { claim: await flush(ports, renewed.claim, renewed.record), next: 'opened', wait: 0 };
  };
}

async function lookAround(ports: Ports, blueprint: Blueprint, { last }: EndpointRecord): Promise<Findings> {
  const endpoint = await ports.deployer.describe(blueprint.endpoint);
  const config = endpoint === undefined ? undefined : await ports.deployer.describeConfig(endpoint.config);
  const serving = endpoint?.variants.find(({ currentWeight }) => currentWeight > 0)?.name;
  const scaleIn = serving === undefined ? 'none' : await ports.traffic.scaleIn(blueprint.endpoint, serving);
  return {
    endpoint,
    config,
    last,
    ...(await lookAtModel(ports, blueprint, config?.variants.find(({ name }) => name === serving)?.model)),
    alarms: await (blueprint.alarms.length > 0 ? ports.kpis.readAlarms(blueprint.alarms) : []),
    autoscaled: scaleIn !== 'none',
    scaleInActive: scaleIn === 'active',
  };
}

/**
 * Why the release would be refused whatever the endpoint looks like, as far as that can be told before the endpoint is
 * free: nobody is aborted for a start that leads to nothing.
 */
async function lookAhead(ports: Ports, blueprint: Blueprint): Promise<readonly string[]> {
  const alarms = blueprint.alarms.length > 0 ? await ports.kpis.readAlarms(blueprint.alarms) : [];
  const found = await lookAtModel(ports, blueprint, undefined);
  return [...refuseFunctions(blueprint, ports.functions), ...refuseBeforehand(blueprint, { ...found, alarms })];
}

/** The model that the blueprint names, or the version that one is to be made of. */
async function lookAtModel(
  { deployer, models, roles }: Ports,
  { model, modelPackage }: Blueprint,
  serving: string | undefined,
): Promise<Pick<Findings, 'hasModel' | 'modelPackage'>> {
  if (modelPackage === undefined) return { hasModel: await deployer.hasModel(model) };
  const found = await lookAtPackage(models, { model, modelPackage }, serving);
  return { hasModel: found.made !== undefined, modelPackage: { ...found, roles } };
}

/** Makes the model of a version that was approved, with role and network of the one that serves; once. */
async function makeModel({ models }: Ports, blueprint: Blueprint, { modelPackage: found }: Findings): Promise<void> {
  if (blueprint.modelPackage === undefined || found?.serving === undefined || found.made !== undefined) return;
  await models.make(blueprint.model, blueprint.modelPackage, found.serving);
}

/** Whether the release could see harm: its alarms, its KPIs by the baseline's past, and what it may call. */
async function lookAtSentinels(
  { kpis, clock, functions }: Ports,
  blueprint: Blueprint,
  { answer, findings }: { readonly answer: OpeningAnswer; readonly findings: Findings },
): Promise<LaunchCheck> {
  const forbidden = refuseFunctions(blueprint, functions);
  const { alarms, endpoint } = findings;
  const variants = endpoint?.variants.map(({ name }) => name) ?? [];
  const { from, to } = pastSpan(clock());
  const baseline = answer.kind === 'planned' ? answer.plan.baseline : undefined;
  const past = baseline === undefined ? [] : await kpis.read(pastQueries(blueprint, baseline.variant), from, to);
  const plan = answer.kind === 'planned' ? answer.plan : undefined;
  const check = checkLaunch(blueprint, plan, { alarms, variants, past, to });
  return { ...check, reasons: [...forbidden, ...check.reasons] };
}

/** A refusal leaves nothing behind but its line in the audit trail. */
async function giveBack(ports: LedgerPorts, input: { claim: Claim; step: Step }, reason: string): Promise<void> {
  const { claim, record } = await renew(ports, input, (release) => ({
    release,
    notes: [{ action: 'refuse', detail: { reason } }],
  }));
  const told = await flush(ports, claim, record);
  const { release: _, ...rest } = { ...record, audit: prune(record.audit, toldOf(told)) };
  const idle = { ...rest, refused: { visit: visitOf(input.step), reason } };
  if (!(await ports.store.swap(idle, record.revision))) throw new RecordContended(claim.endpoint, 1);
}

export const compose: Compose<OpenReleaseInput, OpenReleaseOutput> = (environment, connection) =>
  createHandler({
    ...ledgerPorts(environment, connection),
    deployer: sageMakerDeployer(connection),
    traffic: autoScaling(connection),
    kpis: cloudWatchKpis(connection),
    models: modelMaker(connection),
    executions: stepFunctions(connection),
    // While the stack is updated, it may be missing for a moment; only a start that supersedes another needs it.
    rollbackMachine: environment[ENVIRONMENT.rollbackMachine] ?? '',
    managed: requireSetting(environment, ENVIRONMENT.endpoints).split(','),
    // A stack that lets blueprints call no function has an empty list.
    functions: (environment[ENVIRONMENT.functions] ?? '').split(','),
    roles: (environment[ENVIRONMENT.modelRoles] ?? '').split(','),
  });

export const handler = entry(compose);
