import { createHandler as createAwaitEndpoint } from '../../lambdas/await-endpoint';
import { createHandler as createDeployCandidate } from '../../lambdas/deploy-candidate';
import { createHandler as createRemoveCandidate } from '../../lambdas/remove-candidate';
import type { StepInput } from '../../lambdas/runtime/ledger';
import { type LedgerPorts, ledgerPorts } from '../../lambdas/runtime/ports';
import { createHandler as createShiftTraffic } from '../../lambdas/shift-traffic';
import { createHandler as createVerify } from '../../lambdas/verify';
import type { Connection } from '../../lib/aws/connection';
import { sageMakerDeployer } from '../../lib/aws/sagemaker-deployer';
import { sageMakerTraffic } from '../../lib/aws/sagemaker-traffic';
import type { ReleaseStore } from '../../lib/domain/ports';
import { planOf } from '../../lib/domain/release/release';
import type { LoadFunction } from '../../lib/emulator/lambda/function';
import { connectionIn } from '../../lib/rehearsal/handlers';

/** A safeguard taken out of the product, to see that the explorer misses it. */
export interface Mutation {
  readonly handlers?: Readonly<Record<string, LoadFunction>>;
  readonly template?: (template: unknown) => unknown;
}

type Make = (ports: LedgerPorts, connection: Connection) => (input: StepInput) => Promise<unknown>;

/** A handler whose ports are made anew for each input. */
function mutated(
  make: Make,
  change: (ports: LedgerPorts, input: StepInput) => LedgerPorts = (ports) => ports,
): LoadFunction {
  return (environment, ...rest) => {
    const connection = connectionIn(environment, ...rest);
    return (event) => {
      const input = event as StepInput;
      return make(change(ledgerPorts(environment, connection), input), connection)(input);
    };
  };
}

/** A store that takes every claim for current and every write for the newest. */
function unfenced(ports: LedgerPorts, { claim }: StepInput): LedgerPorts {
  const { store } = ports;
  const blind: ReleaseStore = {
    ...store,
    read: async (endpoint) => {
      const record = await store.read(endpoint);
      return record === undefined ? undefined : { ...record, epoch: claim.epoch };
    },
    swap: async (next) => store.swap(next, (await store.read(next.endpoint))?.revision ?? 0),
  };
  return { ...ports, store: blind };
}

const shift: Make = (ports, connection) =>
  createShiftTraffic({ ...ports, deployer: sageMakerDeployer(connection), traffic: sageMakerTraffic(connection) });
const look: Make = (ports, connection) => createAwaitEndpoint({ ...ports, deployer: sageMakerDeployer(connection) });

/** Steps forward that write although another flow has taken over. */
export const WITHOUT_FENCE: Mutation = {
  handlers: {
    ShiftTraffic: mutated(shift, unfenced),
    AwaitEndpoint: mutated(look, unfenced),
  },
};

/** A way back that believes that the traffic is where it was sent. */
export const WITHOUT_VERIFICATION: Mutation = {
  handlers: {
    AwaitEndpoint: mutated((ports, connection) => async (input) => {
      if (input.step.name !== 'Await restored traffic') return look(ports, connection)(input);
      return { claim: input.claim, next: 'ready', wait: 0 };
    }),
    Verify: mutated((ports) => async (input) => {
      const record = await ports.store.read(input.claim.endpoint);
      const release = record?.release;
      if (release === undefined) throw new Error('there is no release to verify');
      const { baseline } = planOf(release);
      const { variant = '', model = '', config = '' } = baseline ?? {};
      const live = { name: variant, currentWeight: 1, desiredWeight: 1, currentInstances: 1, desiredInstances: 1 };
      const believed = createVerify({
        ...ports,
        deployer: {
          describe: async (name) => ({
            name,
            arn: '',
            status: 'InService',
            config,
            variants: [live],
            shadowVariants: 0,
          }),
          describeConfig: async (name) => ({
            name,
            arn: '',
            variants: [{ name: variant, model, serverless: false, weight: 1, instances: 1 }],
            shadowVariants: 0,
            asynchronous: false,
          }),
        },
      });
      return believed(input);
    }),
  },
};

/** Nobody notices that an execution died. */
export const WITHOUT_DEAD_MANS_SWITCH: Mutation = {
  template: (template) => {
    const { Resources, ...rest } = template as { Resources: Record<string, { Type: string; Properties?: object }> };
    const disabled = Object.entries(Resources).map(([id, resource]) => {
      const text = JSON.stringify(resource.Properties ?? {});
      const isSwitch = text.includes('"ScheduleExpression"') || text.includes('aws.states');
      if (resource.Type !== 'AWS::Events::Rule' || !isSwitch) return [id, resource];
      return [id, { ...resource, Properties: { ...resource.Properties, State: 'DISABLED' } }];
    });
    return { ...rest, Resources: Object.fromEntries(disabled) };
  },
};

/** A candidate that is never given more instances than it began with, however many the baseline has by now. */
export const WITHOUT_SIZING: Mutation = {
  handlers: {
    ShiftTraffic: mutated((ports, connection) => {
      const deployer = sageMakerDeployer(connection);
      const traffic = sageMakerTraffic(connection);
      const describe = async (name: string) => {
        const endpoint = await deployer.describe(name);
        return endpoint === undefined
          ? undefined
          : { ...endpoint, variants: endpoint.variants.map((variant) => ({ ...variant, desiredInstances: 1 })) };
      };
      return createShiftTraffic({ ...ports, deployer: { describe }, traffic });
    }),
  },
};

/** A release that lets autoscaling take instances from a baseline that has less to do. */
export const WITHOUT_SCALE_IN_SUSPENSION: Mutation = {
  handlers: {
    DeployCandidate: mutated((ports, connection) =>
      createDeployCandidate({
        ...ports,
        deployer: sageMakerDeployer(connection),
        traffic: { setScaleIn: async () => {} },
      }),
    ),
  },
};

/** A way back that leaves the baseline as small as it finds it. */
export const WITHOUT_REFILL: Mutation = {
  handlers: {
    RemoveCandidate: mutated((ports, connection) =>
      createRemoveCandidate({
        ...ports,
        deployer: sageMakerDeployer(connection),
        traffic: { ...sageMakerTraffic(connection), mostInstances: async () => 0 },
      }),
    ),
  },
};
