import { sageMakerDeployer } from '../lib/aws/sagemaker-deployer';
import { judgeArrival } from '../lib/domain/traffic/arrival';
import { type AfterLook, afterLook } from '../lib/domain/traffic/arriving';
import { STEP_RETRIES } from '../lib/domain/bounds';
import type { Deployer } from '../lib/domain/ports';
import { planOf } from '../lib/domain/release/release';
import { entry, type Compose, type Handler } from './runtime/entry';
import { flush, renew, requireOwned, type StepInput, type StepOutput, visitOf } from './runtime/ledger';
import { type LedgerPorts, ledgerPorts } from './runtime/ports';

export interface AwaitEndpointInput extends StepInput {
  /** Whether the caller knows what to do with `arm`; machines of earlier versions do not. @default false */
  readonly mayArm?: boolean;
}

export type AwaitEndpointOutput = StepOutput<AfterLook['next']>;

interface Ports extends LedgerPorts {
  readonly deployer: Pick<Deployer, 'describe'>;
}

/** Looks once whether the endpoint has arrived at the release's goal: config, weights and instance counts read back. */
export function createHandler(ports: Ports): Handler<AwaitEndpointInput, AwaitEndpointOutput> {
  return async (input) => {
    const { record: read, release: current } = requireOwned(await ports.store.read(input.claim.endpoint), input.claim);
    const { goal, looked } = current;
    const visit = visitOf(input.step);
    if (looked?.visit === visit) return { claim: input.claim, next: looked.next, wait: looked.wait };
    if (goal === undefined) throw new Error(`release ${current.number} has asked for nothing that could be awaited`);
    const endpoint = await ports.deployer.describe(planOf(current).blueprint.endpoint);
    const arrival = judgeArrival(goal, endpoint, ports.clock());
    let seen: AfterLook | undefined;
    const renewed = await renew(
      ports,
      input,
      (release, now) => {
        seen = afterLook(release, goal, arrival, now);
        if (seen.next === 'arm' && input.mayArm !== true) seen = { ...seen, next: 'ready' };
        const { next, wait, notes } = seen;
        const dueBy = now + (wait + STEP_RETRIES) * 1000;
        return { release: { ...seen.release, looked: { visit, next, wait }, dueBy }, notes };
      },
      read,
    );
    const claim = await flush(ports, renewed.claim, renewed.record);
    return { claim, next: seen?.next ?? 'wait', wait: seen?.wait ?? 0 };
  };
}

export const compose: Compose<AwaitEndpointInput, AwaitEndpointOutput> = (environment, connection) =>
  createHandler({ ...ledgerPorts(environment, connection), deployer: sageMakerDeployer(connection) });

export const handler = entry(compose);
