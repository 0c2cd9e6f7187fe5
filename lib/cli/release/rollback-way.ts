import { autoScaling } from '../../aws/auto-scaling';
import { lookForReturn } from '../../aws/return-findings';
import { sageMakerDeployer } from '../../aws/sagemaker-deployer';
import type { EndpointRecord, Plan } from '../../domain/release/release';
import type { ReturnFindings } from '../../domain/rollback/leaving';
import { planReturn, refuseDetour } from '../../domain/rollback/returning';
import type { Wanted } from '../../domain/rollback/wanted';
import type { Account } from '../account/account';
import { formatTable } from '../table';
import { formatReference } from './reference';

/** What a rollback is going to do. */
export interface Way {
  readonly text: string;
  /** Number of the release that goes back. */
  readonly release: number;
  /** Where to, as the rollback machine is told. */
  readonly input?: number | string;
  readonly shown: Readonly<Record<string, unknown>> & { readonly from?: Stay; readonly to?: Stay };
}

/** What serves, or is going to. */
interface Stay {
  readonly model: string;
  readonly config: string;
  readonly instances: number;
  readonly instanceType?: string;
  /** The config is made for it. */
  readonly made?: true;
}

/** Finds out where a rollback leads, as `Take over` will, with the caller's own rights; throws where it leads nowhere. */
export async function wayBack(account: Account, record: EndpointRecord, to: Wanted | undefined): Promise<Way> {
  try {
    const { connection, archive } = account;
    const ports = { history: archive, deployer: sageMakerDeployer(connection), traffic: autoScaling(connection) };
    const found = await lookForReturn(ports, record, to);
    const way = record.release === undefined ? returning(record, to, found) : outOfLive(record, to, found);
    return { ...way, ...inputOf(to, found) };
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('AccessDenied'))) throw error;
    // The machine may look where this caller may not.
    const text = `go back if the rollback machine finds that it can; it could not be looked up, because ${error.message}`;
    return { text, release: record.release?.number ?? record.number + 1, ...inputOf(to), shown: { text } };
  }
}

/** By its number wherever it is known: another release of the same blueprint may complete before the machine looks. */
function inputOf(to: Wanted | undefined, found?: ReturnFindings): Pick<Way, 'input'> {
  switch (to?.kind) {
    case undefined:
      return {};
    case 'previous':
      return { input: 'previous' };
    case 'release':
      return { input: to.number };
    case 'id':
      return { input: found?.named?.number ?? to.id };
  }
}

function outOfLive({ endpoint, release: live }: EndpointRecord, to: Wanted | undefined, found: ReturnFindings): Way {
  const detour = live === undefined ? undefined : refuseDetour(live, endpoint, { to, ...found });
  if (live === undefined || detour !== undefined) throw new Error(detour ?? `no release of ${endpoint} is live`);
  const { plan } = live;
  const back = plan?.baseline === undefined ? 'what was before' : plan.baseline.model;
  const text = `take ${formatReference(endpoint, live.number)} back to ${back}`;
  return { text, release: live.number, shown: { text, release: live.number, ...(plan && stays(plan)) } };
}

function returning(record: EndpointRecord, to: Wanted | undefined, found: ReturnFindings): Way {
  const answer = planReturn(record, to, found);
  if (answer.kind === 'refused') throw new Error(answer.reason);
  const { plan } = answer;
  const { endpoint, number } = record;
  const as = found.named === undefined ? '' : `, as ${formatReference(endpoint, found.named.number)} left it`;
  const text = `return ${endpoint} from ${plan.candidate.model} to ${plan.baseline?.model}${as}`;
  return { text, release: number + 1, shown: { text, release: number + 1, ...stays(plan, found) } };
}

function stays({ baseline, candidate }: Plan, { endpoint, config }: Partial<ReturnFindings> = {}) {
  if (baseline === undefined) return {};
  const live = endpoint?.variants.find(({ currentWeight }) => currentWeight > 0)?.desiredInstances;
  const { model, instanceType, sharedConfig } = candidate;
  const deployed = endpoint?.config ?? sharedConfig;
  // Without a config of its own, what goes back keeps the live count; beside the candidate it has its own.
  const keeps = baseline.copyOf === undefined && deployed !== sharedConfig;
  const from: Stay = { model, config: config?.name ?? deployed, instances: live ?? candidate.instances, instanceType };
  const to: Stay = {
    model: baseline.model,
    config: baseline.config,
    instances: keeps ? (live ?? baseline.instances) : baseline.instances,
    ...(baseline.copyOf !== undefined && { instanceType: baseline.copyOf.instanceType, made: true }),
  };
  return { from, to };
}

/** What a dry run prints. */
export function describeWay({ text, shown: { from, to } }: Way): string {
  const rows = [
    ['from', from],
    ['to', to],
  ] as const;
  const table = rows.flatMap(([name, stay]) => (stay === undefined ? [] : [rowOf(name, stay)]));
  return `would ${text}; nothing was done\n${table.length === 0 ? '' : `${formatTable(table)}\n`}`;
}

function rowOf(name: string, { model, config, instances, instanceType, made }: Stay): readonly string[] {
  const fleet = `${instances} ${instances === 1 ? 'instance' : 'instances'}${instanceType === undefined ? '' : ` of ${instanceType}`}`;
  return [name, model, made === true ? `${config} (made for it)` : config, fleet];
}
