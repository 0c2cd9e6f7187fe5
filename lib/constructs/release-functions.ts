import { Duration, Stack } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { WRITER_TIMEOUT } from '../domain/bounds';
import { ENVIRONMENT } from '../domain/environment';
import type { CheckNetwork } from './check-network';
import { CONTROLS, type FunctionSpec, NOTIFY, RECONCILE, REGISTRY, type Setting, STEPS } from './function-specs';
import type { Permission } from './permission';
import { permissionsOf, type PermissionScope } from './permissions';
import { RolloutsFunction } from './rollouts-function';

/** What all functions share. */
export interface FunctionsProps extends PermissionScope {
  readonly logRetention: RetentionDays;
  /** Where the health checks are asked from. @default - Lambda's own network */
  readonly checkNetwork?: CheckNetwork;
}

/** The functions that people call, each its own, so that IAM can tell who may say which word. */
export interface ControlFunctions {
  readonly promote: RolloutsFunction;
  readonly approve: RolloutsFunction;
  readonly pause: RolloutsFunction;
  readonly resume: RolloutsFunction;
  readonly abort: RolloutsFunction;
}

/** The functions of the state machines, by the name that the definitions call them. */
export function stepFunctions(scope: Construct, props: FunctionsProps): Readonly<Record<string, RolloutsFunction>> {
  const make = functionMaker(scope, props);
  return Object.fromEntries(Object.entries(STEPS).map(([id, spec]) => [id, make(id, spec)]));
}

/** The functions that people call. */
export function controlFunctions(scope: Construct, props: FunctionsProps): ControlFunctions {
  const make = functionMaker(scope, props);
  return {
    promote: make('Promote', CONTROLS.Promote),
    approve: make('Approve', CONTROLS.Approve),
    pause: make('Pause', CONTROLS.Pause),
    resume: make('Resume', CONTROLS.Resume),
    abort: make('Abort', CONTROLS.Abort),
  };
}

/** What the function that tells people knows. */
export interface TellerProps extends FunctionsProps {
  /** ARNs. */
  readonly incidentTopic: string;
  readonly teamTopic: string;
}

/** The function that tells people; `publish` is what its topics take. */
export function notifyFunction(scope: Construct, props: TellerProps, publish: readonly Permission[]): RolloutsFunction {
  return functionMaker(scope, props)('Notify', NOTIFY, publish);
}

/** What the function that starts releases of approved versions knows. */
export interface ApprovalProps extends FunctionsProps {
  /** ARNs. */
  readonly canaryMachine: string;
  readonly standardMachine: string;
}

/** The functions that bring approved versions to endpoints. */
export function registryFunctions(scope: Construct, props: ApprovalProps) {
  const { canaryMachine, standardMachine } = props;
  const make = functionMaker(scope, props);
  return {
    register: make('Register', REGISTRY.Register),
    startApproved: make('StartApproved', REGISTRY.StartApproved, [
      { actions: ['states:StartExecution'], resources: [canaryMachine, standardMachine] },
    ]),
  };
}

/** The function behind the reconciler's schedule. */
export function reconcileFunction(scope: Construct, props: FunctionsProps): RolloutsFunction {
  return functionMaker(scope, props)('Reconcile', RECONCILE);
}

function functionMaker(scope: Construct, props: FunctionsProps & Partial<TellerProps & ApprovalProps>) {
  const permissions = permissionsOf(scope, props);
  const settings: Readonly<Partial<Record<Setting, string | undefined>>> = {
    table: props.table.tableName,
    bus: props.bus.eventBusName,
    stack: Stack.of(scope).stackName,
    endpoints: props.endpoints.join(','),
    functions: props.functions.join(','),
    rollbackMachine: props.rollbackMachineArn,
    canaryMachine: props.canaryMachine,
    standardMachine: props.standardMachine,
    modelRoles: props.modelRoles.join(','),
    incidentTopic: props.incidentTopic,
    teamTopic: props.teamTopic,
  };
  return (id: string, { does, reads, may, timeout, reachesOut }: FunctionSpec, more: readonly Permission[] = []) =>
    new RolloutsFunction(scope, id, {
      // The construct id is the file's name in Pascal case.
      file: id.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase(),
      description: does,
      timeout: Duration.seconds(timeout ?? WRITER_TIMEOUT),
      environment: Object.fromEntries(
        reads.map((setting) => [ENVIRONMENT[setting], settings[setting] ?? noValue(id, setting)]),
      ),
      permissions: [...may(permissions).flat(), ...more],
      logRetention: props.logRetention,
      ...(reachesOut === true && props.checkNetwork !== undefined && { network: props.checkNetwork }),
    });
}

function noValue(id: string, setting: Setting): never {
  throw new Error(`function ${id} reads the setting ${setting}, for which the stack has no value`);
}
