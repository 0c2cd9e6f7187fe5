import type { Deployer, ReleaseHistory, TrafficController } from '../domain/ports';
import type { EndedRelease, EndpointRecord } from '../domain/release/release';
import { destinationOf } from '../domain/rollback/destination';
import type { ReturnFindings } from '../domain/rollback/leaving';
import type { Wanted } from '../domain/rollback/wanted';

/** What looking around before a return needs. */
export interface ReturnPorts {
  readonly history: ReleaseHistory;
  readonly deployer: Pick<Deployer, 'describe' | 'describeConfig' | 'hasModel'>;
  readonly traffic: Pick<TrafficController, 'isAutoscaled'>;
}

/** So many releases are looked through for a blueprint's id, from the newest on. */
const NEWEST = 100;

/** Looks where a person's wish leads, and what would be met on the way; of a live release only where it leads. */
export async function lookForReturn(
  { history, deployer, traffic }: ReturnPorts,
  record: EndpointRecord,
  to: Wanted | undefined,
): Promise<ReturnFindings> {
  const named = await findNamed(history, record, to);
  const destination = destinationOf(record, to, named);
  if (record.release !== undefined || typeof destination === 'string') return { destination, named };
  const endpoint = await deployer.describe(record.endpoint);
  const config = endpoint === undefined ? undefined : await deployer.describeConfig(endpoint.config);
  const autoscaled: string[] = [];
  for (const { name } of config?.variants ?? [])
    if (await traffic.isAutoscaled(record.endpoint, name)) autoscaled.push(name);
  return {
    destination,
    named,
    endpoint,
    config,
    kept: await deployer.describeConfig(destination.config),
    hasModel: await deployer.hasModel(destination.model),
    autoscaled,
  };
}

/** The record knows the end of the last release before the history does. */
async function findNamed(
  history: ReleaseHistory,
  { endpoint, last }: EndpointRecord,
  to: Wanted | undefined,
): Promise<EndedRelease | undefined> {
  if (to === undefined || to.kind === 'previous') return undefined;
  if (to.kind === 'release') return last?.number === to.number ? last : history.ended(endpoint, to.number);
  const ended = [...(last === undefined ? [] : [last]), ...(await history.history(endpoint, NEWEST))];
  const ofId = ended.filter(({ id }) => id === to.id);
  return ofId.find(({ outcome }) => outcome === 'completed') ?? ofId[0];
}
