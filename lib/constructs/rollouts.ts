import { Stack, Token } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { canary } from '../workflows/canary';
import { rollback } from '../workflows/rollback';
import { standard } from '../workflows/standard';
import { addControlPlaneAlarms } from './control-plane-alarms';
import { addDashboard } from './dashboard';
import { type CheckNetwork, checkedNetwork } from './check-network';
import { checkFunctions, checkPatterns, findOverlap } from './endpoint-patterns';
import { IncidentRules } from './incident-rules';
import { Incidents } from './incidents';
import { PeoplePolicies } from './people-policies';
import { addReconciler } from './reconciler';
import { type ControlFunctions, controlFunctions, stepFunctions } from './release-functions';
import { executionsOf, machineArn, ReleaseMachine } from './release-machine';
import { Registry } from './registry';
import { ReleaseTable } from './release-table';
import { addRollbackAlarms } from './rollback-alarms';
import { Messages } from './messages';
import { RollbackTriggers } from './rollback-triggers';

/** What a stack may do, and whom it tells. */
export interface RolloutsProps {
  /**
   * Names of the endpoints that may be managed; `*` stands for any text. No other endpoint can be touched, and no two
   * stacks may share one.
   */
  readonly endpoints: readonly string[];
  /**
   * Names of Lambda functions of yours that blueprints may call, as health checks or to decide; `*` stands for any text.
   *
   * @default - none
   */
  readonly functions?: readonly string[];
  /**
   * Subnets and security groups for the function that asks the health checks, so that it reaches what is in your VPC.
   *
   * @default - Lambda's own network, which reaches public addresses only
   */
  readonly checkNetwork?: CheckNetwork;
  /**
   * Mail addresses that hear of incidents: what only a person can mend.
   *
   * @default - nobody; subscribe to `incidents.topic`
   */
  readonly notify?: readonly string[];
  /**
   * Mail addresses that hear how releases go: begun, waiting for a person, completed.
   *
   * @default - nobody; subscribe to `messages.topic`
   */
  readonly inform?: readonly string[];
  /**
   * ARNs of the execution roles that may be passed to a model which is made of an approved version in the Model Registry;
   * `*` stands for any text.
   *
   * @default - none; approved versions start nothing, and blueprints name models
   */
  readonly modelRoles?: readonly string[];
  /**
   * How long logs are kept. What happened to which endpoint is in the table, and stays there.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/** The longest name of a stack: its machines' names begin with it, and may have 80 characters. */
const MAX_STACK_NAME = 80 - '-standard'.length;

/**
 * Progressive delivery for the SageMaker endpoints of an account and Region: three state machines, what they call, and
 * the rules that bring an endpoint back when something goes wrong. One to a stack, whose name is part of the names of
 * machines, bus and alarms.
 */
export class Rollouts extends Construct {
  readonly canary: ReleaseMachine;
  readonly standard: ReleaseMachine;
  readonly rollback: ReleaseMachine;
  /** Functions by which people have a say; who may invoke them may say the word. */
  readonly controls: ControlFunctions;
  readonly table: ReleaseTable;
  /** Carries our events, and takes `model.health_check.failed` from other systems of this account. */
  readonly bus: EventBus;
  /** The topic that pages, and the queue of undelivered events. */
  readonly incidents: Incidents;
  /** What a viewer, a CI job and an operator need; attach them to the roles that people take. */
  readonly policies: PeoplePolicies;
  /** Starts releases of versions that are approved in the Model Registry. */
  readonly registry: Registry;
  /** The topic that informs. */
  readonly messages: Messages;
  /** The patterns in lower case. */
  readonly endpoints: readonly string[];

  constructor(scope: Construct, id: string, props: RolloutsProps) {
    super(scope, id);
    this.endpoints = checkPatterns(props.endpoints);
    const name = checkedStackName(this);
    this.refuseRivals();
    const logRetention = props.logRetention ?? RetentionDays.THREE_MONTHS;

    this.table = new ReleaseTable(this, 'Table');
    // Without a policy, a bus takes events from its own account only.
    this.bus = new EventBus(this, 'Bus', { eventBusName: name, description: 'Releases of SageMaker endpoints' });
    this.incidents = new Incidents(this, 'Incidents', { notify: props.notify ?? [] });

    const executions = ['canary', 'standard', 'rollback'].map((machine) => executionsOf(this, `${name}-${machine}`));
    const shared = {
      table: this.table,
      bus: this.bus,
      endpoints: this.endpoints,
      functions: checkFunctions(props.functions ?? []),
      modelRoles: props.modelRoles ?? [],
      rollbackMachineArn: machineArn(this, `${name}-rollback`),
      executions,
      ...(props.checkNetwork !== undefined && { checkNetwork: checkedNetwork(props.checkNetwork) }),
      logRetention,
    };
    const functions = stepFunctions(this, shared);
    const machine = { functions, table: this.table, logRetention };
    this.canary = new ReleaseMachine(this, 'Canary', { ...machine, name: `${name}-canary`, definition: canary() });
    this.standard = new ReleaseMachine(this, 'Standard', {
      ...machine,
      name: `${name}-standard`,
      definition: standard(),
    });
    this.rollback = new ReleaseMachine(this, 'Rollback', {
      ...machine,
      name: `${name}-rollback`,
      definition: rollback(),
      permissions: [
        {
          actions: ['states:StopExecution'],
          resources: executions,
          because: 'a rollback stops the execution that it takes the endpoint from: any one of our three machines',
        },
      ],
    });

    this.controls = controlFunctions(this, shared);
    new RollbackTriggers(this, 'Triggers', {
      bus: this.bus,
      rollback: this.rollback,
      machines: [this.canary, this.standard, this.rollback],
      incidents: this.incidents,
    });
    this.messages = new Messages(this, 'Messages', {
      ...shared,
      incidents: this.incidents,
      inform: props.inform ?? [],
      machines: [this.canary, this.standard],
    });
    this.registry = new Registry(this, 'Registry', {
      ...shared,
      incidents: this.incidents,
      canaryMachine: this.canary.stateMachineArn,
      standardMachine: this.standard.stateMachineArn,
    });
    new IncidentRules(this, 'Pages', { bus: this.bus, incidents: this.incidents });
    addReconciler(this, { ...shared, incidents: this.incidents });
    addRollbackAlarms(this.incidents, this.rollback);
    const machines = [this.canary, this.standard, this.rollback];
    const alarms = addControlPlaneAlarms(this.incidents, machines);
    this.policies = new PeoplePolicies(this, 'People', {
      ...shared,
      machines: { canary: this.canary, standard: this.standard, rollback: this.rollback },
      controls: this.controls,
      register: this.registry.register,
    });
    addDashboard(this, { machines, alarms, incidents: this.incidents });
  }

  /** Two stacks that manage the same endpoint would fight over it, each with a lock of its own. */
  private refuseRivals(): void {
    const { account, region } = Stack.of(this);
    for (const other of this.node.root.node.findAll()) {
      if (!(other instanceof Rollouts) || other === this) continue;
      const rival = Stack.of(other);
      if (rival === Stack.of(this))
        throw new Error(`stack ${rival.stackName} has a Rollouts already; give this one a stack of its own`);
      const shared = findOverlap(this.endpoints, other.endpoints);
      // Where the account or the Region is left open, both stacks may end up in the same place.
      const isElsewhere = differs(rival.account, account) || differs(rival.region, region);
      if (shared === undefined || isElsewhere) continue;
      throw new Error(
        `stacks ${Stack.of(this).stackName} and ${rival.stackName} could both manage an endpoint that matches '${shared[0]}' and '${shared[1]}'; ` +
          'give them patterns that do not overlap, or an env in different accounts or Regions',
      );
    }
  }
}

function differs(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** The stack's name, which must be known and short enough to begin other names with. */
function checkedStackName(scope: Construct): string {
  const { stackName } = Stack.of(scope);
  if (Token.isUnresolved(stackName)) {
    throw new Error(
      'Rollouts is in a nested stack, whose name is unknown until it is deployed; put it into a stack of its own',
    );
  }
  if (stackName.length > MAX_STACK_NAME) {
    throw new Error(
      `stack name '${stackName}' has ${stackName.length} characters; at most ${MAX_STACK_NAME} are allowed, because machines are named after it`,
    );
  }
  return stackName;
}
