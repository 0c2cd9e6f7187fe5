import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { allow, type Permission } from './permission';
import { type PermissionScope, permissionsOf } from './permissions';
import type { ControlFunctions } from './release-functions';
import type { RolloutsFunction } from './rollouts-function';

/** What people may be allowed. */
export interface PeoplePoliciesProps extends PermissionScope {
  readonly machines: Readonly<Record<'canary' | 'standard' | 'rollback', StateMachine>>;
  readonly controls: ControlFunctions;
  /** Keeps blueprints for model package groups. */
  readonly register: RolloutsFunction;
  /** ARN patterns of the executions of all machines. */
  readonly executions: readonly string[];
}

const EXECUTIONS = 'executions get their names when they start; these are those of our three machines';

/** Ready-made policies for the roles that people and pipelines take; nobody has them until somebody attaches them. */
export class PeoplePolicies extends Construct {
  /** May look at everything and change nothing. */
  readonly viewer: ManagedPolicy;
  /** May launch and abort, and never promote: for pipelines. */
  readonly ci: ManagedPolicy;
  /** May say every word. */
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, props: PeoplePoliciesProps) {
    super(scope, id);
    const { machines, controls } = props;
    const read = readPermissions(this, props);
    const launch: Permission = {
      actions: ['states:StartExecution'],
      resources: [machines.canary.stateMachineArn, machines.standard.stateMachineArn],
    };
    const say = (...words: readonly (keyof ControlFunctions)[]): Permission => ({
      actions: ['lambda:InvokeFunction'],
      resources: words.map((word) => controls[word].functionArn),
    });
    const goBack: Permission = { actions: ['states:StartExecution'], resources: [machines.rollback.stateMachineArn] };

    const policy = (name: string, description: string, permissions: readonly Permission[]): ManagedPolicy => {
      const made = new ManagedPolicy(this, name, { description });
      allow(made, permissions);
      return made;
    };
    const { stackName } = Stack.of(this);
    this.viewer = policy('Viewer', `${stackName}: look at releases, their history and their numbers`, read);
    this.ci = policy('Ci', `${stackName}: launch and abort releases, never promote one`, [
      ...read,
      launch,
      say('abort'),
    ]);
    this.operator = policy('Operator', `${stackName}: say every word to releases`, [
      ...read,
      launch,
      goBack,
      say('pause', 'resume', 'promote', 'approve', 'abort'),
      { actions: ['lambda:InvokeFunction'], resources: [props.register.functionArn] },
    ]);
  }
}

function readPermissions(scope: Construct, props: PeoplePoliciesProps): readonly Permission[] {
  const p = permissionsOf(scope, props);
  const stack = Stack.of(scope);
  return [
    {
      actions: ['cloudformation:DescribeStacks'],
      resources: [`arn:${stack.partition}:cloudformation:${stack.region}:${stack.account}:stack/${stack.stackName}/*`],
      because: "the stack's id ends in a number that is made when it is created",
    },
    { actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [props.table.tableArn] },
    ...p.findLive,
    {
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
      resources: props.executions,
      because: EXECUTIONS,
    },
    ...p.describeEndpoint,
    {
      actions: ['sagemaker:ListEndpointConfigs'],
      resources: ['*'],
      because: 'doctor looks for configs that releases have left; SageMaker lists configs on * only',
    },
    ...p.describeConfig,
    ...p.describeModel,
    ...p.describePackage,
    ...p.readAlarms,
    ...p.readMetrics,
    ...p.describeScaling,
  ];
}
