import { HEALTH_CHECK_TIMEOUT, SMOKE_TEST_TIMEOUT } from '../domain/bounds';
import type { ENVIRONMENT } from '../domain/environment';
import type { Permission } from './permission';
import type { Permissions } from './permissions';

/** A setting that a handler may read. */
export type Setting = keyof typeof ENVIRONMENT;

/** One function: what it is for, what it reads from its environment and what it may call. */
export interface FunctionSpec {
  readonly does: string;
  readonly reads: readonly Setting[];
  readonly may: (permissions: Permissions) => readonly (readonly Permission[])[];
  /** Seconds. @default WRITER_TIMEOUT */
  readonly timeout?: number;
  /** It connects to machines of the users, and may have to be in their network. @default false */
  readonly reachesOut?: boolean;
}

const LEDGER = ['table', 'bus'] as const;

/** The functions of the state machines, by the construct id that the definitions call them. */
export const STEPS: Readonly<Record<string, FunctionSpec>> = {
  OpenRelease: {
    does: 'Validates the blueprint, claims the endpoint and records the plan',
    reads: [...LEDGER, 'endpoints', 'functions', 'modelRoles', 'rollbackMachine'],
    may: (p) => [
      p.ledger,
      p.describeEndpoint,
      p.describeConfig,
      p.describeModel,
      p.describePackage,
      p.createModel,
      p.describeScaling,
      p.readAlarms,
      p.readMetrics,
      // A release that supersedes another aborts it.
      p.wake,
      p.startRollback,
    ],
  },
  DeployCandidate: {
    does: 'Puts the candidate beside the baseline, without traffic',
    reads: LEDGER,
    may: (p) => [
      p.ledger,
      p.describeEndpoint,
      p.describeConfig,
      p.createDeployedConfig,
      p.holdScaleIn,
      p.createEndpoint,
      p.updateToSharedConfig,
    ],
  },
  AwaitEndpoint: {
    does: 'Looks once whether the endpoint has arrived where the release wants it',
    reads: LEDGER,
    may: (p) => [p.ledger, p.describeEndpoint],
  },
  RunSmokeTests: {
    does: 'Sends the smoke tests to the candidate',
    reads: LEDGER,
    may: (p) => [p.ledger, p.invokeEndpoint],
    timeout: SMOKE_TEST_TIMEOUT,
  },
  RunHealthChecks: {
    does: 'Asks what else must be well: the model, pages, hosts and functions of the users',
    reads: [...LEDGER, 'functions'],
    may: (p) => [p.ledger, p.invokeEndpoint, p.callFunctions],
    timeout: HEALTH_CHECK_TIMEOUT,
    reachesOut: true,
  },
  ArmSentinels: {
    does: "Measures the baseline's past and makes the release's alarms",
    reads: [...LEDGER, 'stack'],
    may: (p) => [p.ledger, p.readMetrics, p.putAlarms],
  },
  FireDrill: {
    does: "Sets off the release's own alarms, to see whether the rollback hears them",
    reads: [...LEDGER, 'stack'],
    may: (p) => [p.ledger, p.readAlarms, p.setAlarms],
  },
  Judge: {
    does: 'Weighs what is new and decides what comes next',
    reads: LEDGER,
    may: (p) => [p.ledger, p.describeEndpoint, p.readMetrics, p.readAlarms, p.callFunctions],
  },
  ShiftTraffic: {
    does: "Sets a phase's weights",
    reads: LEDGER,
    may: (p) => [p.ledger, p.describeEndpoint, p.setWeights],
  },
  MarkPassed: { does: 'Records that the last gate is met', reads: LEDGER, may: (p) => [p.ledger] },
  Finalize: {
    does: 'Moves the endpoint to the new model alone',
    reads: LEDGER,
    may: (p) => [
      p.ledger,
      p.describeEndpoint,
      p.describeSharedAndFinalConfig,
      p.createFinalConfig,
      p.updateToFinalConfig,
    ],
  },
  RestoreTraffic: {
    does: 'Sends what brings all traffic back to the baseline',
    reads: LEDGER,
    may: (p) => [
      p.ledger,
      p.describeEndpoint,
      p.describeConfig,
      p.createFinalConfig,
      p.setWeights,
      p.updateToAnyConfig,
      p.deleteEndpoint,
    ],
  },
  Verify: {
    does: 'Reads back, by model, that all traffic is on the baseline',
    reads: LEDGER,
    may: (p) => [p.ledger, p.describeEndpoint, p.describeConfig],
  },
  RemoveCandidate: {
    does: 'Brings back instances that the baseline has lost, and moves the endpoint back to the config it had before',
    reads: LEDGER,
    may: (p) => [p.ledger, p.describeEndpoint, p.describeScaling, p.setWeights, p.updateToAnyConfig],
  },
  CloseRelease: {
    does: 'Removes what nobody needs and gives the endpoint free',
    reads: [...LEDGER, 'stack'],
    may: (p) => [
      p.ledger,
      p.describeEndpoint,
      p.describeConfig,
      p.deleteConfig,
      p.holdScaleIn,
      p.readAlarms,
      p.deleteAlarms,
    ],
  },
  TakeOver: {
    does: 'Takes the endpoint from whoever has it, so that the traffic can go back',
    reads: ['table', 'stack'],
    may: (p) => [
      p.record,
      p.findLive,
      p.readHistory,
      p.describeEndpoint,
      p.describeConfig,
      p.describeModel,
      p.describeScaling,
      p.wake,
      p.askAboutExecutions,
    ],
  },
};

/** The functions that people call. Each is its own, so that IAM can tell who may say which word. */
export const CONTROLS = {
  Promote: {
    does: 'Says promote: to the next phase, or to all of the traffic',
    reads: ['table'],
    may: (p) => [p.record, p.wake],
  },
  Approve: {
    does: 'Opens the gate that a release waits at, and no other',
    reads: ['table'],
    may: (p) => [p.record, p.wake],
  },
  Pause: { does: 'Says pause: holds the release where it is', reads: ['table'], may: (p) => [p.record, p.wake] },
  Resume: { does: 'Ends a pause', reads: ['table'], may: (p) => [p.record, p.wake] },
  Abort: {
    does: 'Says abort: puts everything back at once',
    reads: ['table', 'rollbackMachine'],
    may: (p) => [p.record, p.wake, p.startRollback],
  },
} satisfies Readonly<Record<string, FunctionSpec>>;

/** What tells people of a release; its topics' permissions come with the topics. */
export const NOTIFY: FunctionSpec = {
  does: 'Tells people what happens to releases: pages for what went back or failed, informs of the rest',
  reads: ['stack', 'incidentTopic', 'teamTopic'],
  may: () => [],
};

/** What brings approved versions of the Model Registry to endpoints. */
export const REGISTRY = {
  Register: {
    does: 'Keeps a blueprint for the approved versions of a model package group',
    reads: ['table', 'endpoints'],
    may: (p) => [p.register],
  },
  StartApproved: {
    does: 'Makes a model of an approved version and starts the release that is registered for its group',
    reads: ['table', 'canaryMachine', 'standardMachine', 'modelRoles'],
    may: (p) => [p.readRegistration, p.describeEndpoint, p.describeConfig, p.describeModel, p.createModel],
  },
} satisfies Readonly<Record<string, FunctionSpec>>;

export const RECONCILE: FunctionSpec = {
  does: 'Starts rollbacks whose event never arrived',
  reads: ['table', 'stack', 'rollbackMachine'],
  may: (p) => [p.readRecord, p.findLive, p.readAlarms, p.startRollback, p.askAboutExecutions],
};
