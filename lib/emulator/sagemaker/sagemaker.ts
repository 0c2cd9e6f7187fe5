import type { ContainerDefinition, ModelApprovalStatus } from '@aws-sdk/client-sagemaker';
import type { VirtualClock } from '../clock';
import type { Random } from '../random';
import type { Account, Caller, EmitServiceEvent, EmulatedService, PublishMetrics, Wire } from '../service';
import type { Context } from './context';
import { controlOperations } from './control';
import { startDeletion } from './lifecycle/delete';
import { createFaults, type ScriptedUpdateFault } from './lifecycle/faults';
import { startSystemUpdate } from './lifecycle/system-update';
import { whenAtRest } from './lifecycle/transition';
import { invokeEndpoint } from './runtime/invoke-endpoint';
import { scalableVariants, type ScalableVariants } from './scenario/autoscaling';
import { scenarioEndpoint, snapshotOf, type ChangeListener, type EndpointSnapshot } from './scenario/changes';
import { decideOnModelPackage, registerModelPackage } from './scenario/model-registry';
import { putEndpoint, putModel, type EndpointSeed } from './scenario/seed';
import { withDefaults, type Dwell, type SageMakerSettingsInput } from './settings';
import { emptyStore, isBusy } from './state';
import { createStreams } from './streams';
import { createTraffic } from './traffic/traffic';
import type { Served, Workload } from './workload';

export interface SageMakerProps {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly account: Account;
  readonly emit: EmitServiceEvent;
  readonly publish: PublishMetrics;
  readonly workload: Workload;
  readonly settings?: SageMakerSettingsInput;
  /**
   * Lets whoever calls InvokeEndpoint wait in virtual time; a caller that keeps the clock still must be put to
   * sleep through its own activity.
   * @default a timer of the clock
   */
  readonly sleep?: (milliseconds: number, caller: Caller) => Promise<void>;
  /** Whether Application Auto Scaling has the variant registered. @default no variant is */
  readonly isScalable?: (endpoint: string, variant: string) => boolean;
}

/** SageMaker hosting in memory. Besides the API it takes what a scenario does to it. */
export interface SageMaker extends ScalableVariants {
  readonly control: EmulatedService;
  readonly runtime: EmulatedService;

  /** Makes a model, unless there is one of that name. */
  putModel(name: string, container?: Wire<ContainerDefinition>): void;
  /** Makes an endpoint that is InService from now on, with its config and models. */
  putEndpoint(seed: EndpointSeed): void;
  /** Registers the next version of a group and answers its ARN. */
  registerModelPackage(group: string, approval?: ModelApprovalStatus, version?: number): string;
  decideOnModelPackage(arn: string, decision: { approval: ModelApprovalStatus; description?: string }): void;
  /** Limits instances of this type across all endpoints; `undefined` lifts the limit. */
  setQuota(instanceType: string, instances: number | undefined): void;
  /** Makes this endpoint slower or faster than the settings say, from its next update on. */
  setDwell(endpoint: string, dwell: Partial<Dwell>): void;

  /** AWS maintenance, now or when the update under way has ended. */
  systemUpdating(endpoint: string, forSeconds: number): void;
  /** Lets the update under way, or else the next one, go wrong. */
  failNextUpdate(endpoint: string, fault: ScriptedUpdateFault['kind'] | ScriptedUpdateFault): void;
  /** Lets the next change of weights or instance counts end in RollingBack and the old values. */
  rollBackNextWeights(endpoint: string): void;
  /** Somebody else deletes the endpoint, now or when the update under way has ended. */
  deleteEndpoint(endpoint: string): void;
  /** Somebody else sets weights; refused while the endpoint is busy, as for anybody. */
  changeWeights(endpoint: string, weights: Readonly<Record<string, number>>): void;
  /** Somebody else sets a variant's instance count; refused while the endpoint is busy, as for anybody. */
  changeInstances(endpoint: string, variant: string, instances: number): void;
  /** Somebody else deploys another config; refused while the endpoint is busy, as for anybody. */
  changeConfig(endpoint: string, configName: string): void;

  /** `undefined` if there is no such endpoint. */
  snapshot(endpoint: string): EndpointSnapshot | undefined;
  /** Calls `listener` after every change of status, weights, counts or config; answers how to stop that. */
  onChange(listener: ChangeListener): () => void;
  /** Generated user traffic, up to the last full metric period; InvokeEndpoint calls are not in it. */
  served(endpoint: string): readonly Served[];
}

export function createSageMaker(props: SageMakerProps): SageMaker {
  const { clock, account, emit, publish, workload } = props;
  const settings = withDefaults(props.settings);
  const streamOf = createStreams(props.random);
  const store = emptyStore();
  const faults = createFaults();
  const listeners = new Set<ChangeListener>();
  const traffic = createTraffic({ clock, streamOf, publish, workload, switches: settings.switches });
  const tell = (snapshot: EndpointSnapshot): void => {
    for (const listener of listeners) listener(snapshot);
  };
  const context: Context = {
    clock,
    account,
    settings,
    store,
    faults,
    emit,
    isScalable: props.isScalable ?? (() => false),
    changed: (endpoint) => {
      traffic.mark(endpoint);
      tell(snapshotOf(endpoint, clock.now()));
    },
    removed: (endpoint) => {
      traffic.drop(endpoint);
      tell({ ...snapshotOf(endpoint, clock.now()), status: 'Deleted', variants: [] });
    },
  };
  const operations = controlOperations(context);
  const sleep =
    props.sleep ??
    ((milliseconds: number) =>
      new Promise<void>((resolve) => {
        clock.schedule(clock.now() + milliseconds, resolve);
      }));

  return {
    control: { operations },
    runtime: {
      operations: { InvokeEndpoint: invokeEndpoint({ clock, account, streamOf, store, workload, publish, sleep }) },
    },
    ...scalableVariants(context),
    putModel: (name, container) => putModel(context, name, container),
    putEndpoint: (seed) => putEndpoint(context, seed),
    registerModelPackage: (group, approval, version) => registerModelPackage(context, group, approval, version),
    decideOnModelPackage: (arn, decision) => decideOnModelPackage(context, arn, decision),
    setQuota: (instanceType, instances) => {
      if (instances === undefined) store.quotas.delete(instanceType);
      else store.quotas.set(instanceType, instances);
    },
    setDwell: (endpoint, dwell) => {
      const found = scenarioEndpoint(context, endpoint);
      found.dwell = { ...found.dwell, ...dwell };
    },
    systemUpdating: (endpoint, forSeconds) =>
      startSystemUpdate(context, scenarioEndpoint(context, endpoint), forSeconds),
    failNextUpdate: (endpoint, fault) =>
      faults.addUpdateFault(endpoint, typeof fault === 'string' ? { kind: fault } : fault),
    rollBackNextWeights: (endpoint) => faults.addWeightsFault(endpoint),
    deleteEndpoint: (name) => {
      const endpoint = scenarioEndpoint(context, name);
      whenAtRest(endpoint, () => {
        if (!isBusy(endpoint)) startDeletion(context, endpoint);
      });
    },
    changeWeights: (endpoint, weights) => {
      operations.UpdateEndpointWeightsAndCapacities({
        EndpointName: endpoint,
        DesiredWeightsAndCapacities: Object.entries(weights).map(([VariantName, DesiredWeight]) => ({
          VariantName,
          DesiredWeight,
        })),
      });
    },
    changeInstances: (endpoint, variant, instances) => {
      operations.UpdateEndpointWeightsAndCapacities({
        EndpointName: endpoint,
        DesiredWeightsAndCapacities: [{ VariantName: variant, DesiredInstanceCount: instances }],
      });
    },
    changeConfig: (endpoint, configName) => {
      operations.UpdateEndpoint({ EndpointName: endpoint, EndpointConfigName: configName });
    },
    snapshot: (name) => {
      const endpoint = store.endpoints.get(name);
      return endpoint === undefined ? undefined : snapshotOf(endpoint, clock.now());
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    served: (endpoint) => traffic.served(endpoint),
  };
}
