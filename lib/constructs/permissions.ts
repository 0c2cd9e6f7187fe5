import { Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import { EVENT_SOURCE } from '../domain/release/events';
import { alarmPrefix } from '../domain/names';
import { configPatterns } from './endpoint-patterns';
import type { Permission } from './permission';
import type { ReleaseTable } from './release-table';

/** What the permissions are about. */
export interface PermissionScope {
  readonly table: ReleaseTable;
  readonly bus: EventBus;
  /** Patterns of endpoint names, lower case. */
  readonly endpoints: readonly string[];
  /** Patterns of the users' own functions that blueprints may call. */
  readonly functions: readonly string[];
  /** ARNs of the execution roles that may be passed to a model, or patterns of them. */
  readonly modelRoles: readonly string[];
  readonly rollbackMachineArn: string;
  /** ARN patterns of the executions of all machines. */
  readonly executions: readonly string[];
}

/** The permissions that our functions are put together from, each as narrow as AWS allows. */
export type Permissions = ReturnType<typeof permissionsOf>;

const MANAGED =
  'a release names its endpoint when it starts: the stack may touch the endpoints that its configuration lists';
const OURS = 'a release names its endpoint configs after its endpoint and its number, which are known when it starts';
const ANY_CONFIG =
  'the config that an endpoint had before its first release has whatever name its owner chose, and is what a rollback goes back to';
const ALARMS =
  'a release names its alarms after its endpoint, its number and its KPIs; all of them begin with this prefix';
const COMPOSITES = 'CloudWatch grants this action for composite alarms on * only';
const FUNCTIONS =
  'a blueprint names a function of its users when a release starts, with an alias or version if it likes: the stack may call those that its configuration lists';
const ROLES =
  'the configuration lists the roles, by patterns if it likes; a model takes over the role of the one that serves';
const BY_A_SERVICE = { Bool: { 'aws:ViaAWSService': 'true' } };
const METRICS = 'CloudWatch reads metrics on * only';

/** Makes the permissions of one stack. */
export function permissionsOf(scope: Construct, props: PermissionScope) {
  const { table, bus, endpoints, functions, modelRoles, rollbackMachineArn, executions } = props;
  const stack = Stack.of(scope);
  const arn = (service: string, resource: string) =>
    `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`;
  const managed = endpoints.map((pattern) => arn('sagemaker', `endpoint/${pattern}`));
  const ours = [...new Set(endpoints.flatMap(configPatterns))].map((name) =>
    arn('sagemaker', `endpoint-config/${name}`),
  );
  const final = ours.filter((config) => config.endsWith('-final'));
  const shared = ours.filter((config) => config.endsWith('-shared'));
  const before = ours.filter((config) => config.endsWith('-before'));
  const create = (configs: readonly string[]) => [
    { actions: ['sagemaker:CreateEndpointConfig', 'sagemaker:AddTags'], resources: configs, because: OURS },
  ];
  const updateTo = (configs: readonly string[]) => [
    { actions: ['sagemaker:UpdateEndpoint'], resources: [...managed, ...configs], because: `${MANAGED}; ${OURS}` },
  ];
  const anyConfig = arn('sagemaker', 'endpoint-config/*');

  return {
    /** The record, the chain and the bus, which every step of a release writes to. */
    ledger: [
      { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [table.tableArn] },
      {
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        conditions: { 'ForAllValues:StringEquals': { 'events:source': EVENT_SOURCE } },
      },
    ],
    record: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [table.tableArn] }],
    readRecord: [{ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }],
    readHistory: [{ actions: ['dynamodb:Query'], resources: [table.tableArn] }],
    findLive: [{ actions: ['dynamodb:Query'], resources: [table.liveIndexArn] }],

    describeEndpoint: [{ actions: ['sagemaker:DescribeEndpoint'], resources: managed, because: MANAGED }],
    describeSharedAndFinalConfig: [
      { actions: ['sagemaker:DescribeEndpointConfig'], resources: [...shared, ...final], because: OURS },
    ],
    describeConfig: [{ actions: ['sagemaker:DescribeEndpointConfig'], resources: [anyConfig], because: ANY_CONFIG }],
    describeModel: [
      {
        actions: ['sagemaker:DescribeModel'],
        resources: [arn('sagemaker', 'model/*')],
        because: 'a blueprint names the model; whether it exists is looked up before anything changes',
      },
    ],
    createDeployedConfig: create([...shared, ...final, ...before]),
    createFinalConfig: create(final),
    deleteConfig: [{ actions: ['sagemaker:DeleteEndpointConfig'], resources: ours, because: OURS }],
    createEndpoint: [
      { actions: ['sagemaker:CreateEndpoint'], resources: [...managed, ...final], because: MANAGED },
      { actions: ['sagemaker:AddTags'], resources: managed, because: MANAGED },
    ],
    updateToSharedConfig: updateTo(shared),
    updateToFinalConfig: updateTo(final),
    updateToAnyConfig: [
      {
        actions: ['sagemaker:UpdateEndpoint'],
        resources: [...managed, anyConfig],
        because: `${MANAGED}; ${ANY_CONFIG}`,
      },
    ],
    deleteEndpoint: [{ actions: ['sagemaker:DeleteEndpoint'], resources: managed, because: MANAGED }],
    describePackage: [
      {
        actions: ['sagemaker:DescribeModelPackage'],
        resources: [arn('sagemaker', 'model-package/*')],
        because: 'a blueprint names the version; whether it is approved is looked up before anything changes',
      },
    ],
    /** A model of an approved version, with the role of the one that serves: where no role may be passed, there is none. */
    createModel:
      modelRoles.length === 0
        ? []
        : [
            {
              actions: ['sagemaker:CreateModel'],
              resources: [arn('sagemaker', 'model/*')],
              because: 'a model is named after the group and the version that was approved, which nobody knows before',
            },
            {
              actions: ['iam:PassRole'],
              resources: modelRoles,
              conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
              because: ROLES,
            },
          ],
    readRegistration: [{ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }],
    register: [{ actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], resources: [table.tableArn] }],
    setWeights: [{ actions: ['sagemaker:UpdateEndpointWeightsAndCapacities'], resources: managed, because: MANAGED }],
    invokeEndpoint: [{ actions: ['sagemaker:InvokeEndpoint'], resources: managed, because: MANAGED }],
    callFunctions:
      functions.length === 0
        ? []
        : [
            {
              actions: ['lambda:InvokeFunction'],
              resources: functions.flatMap((name) => [
                arn('lambda', `function:${name}`),
                arn('lambda', `function:${name}:*`),
              ]),
              because: FUNCTIONS,
            },
          ],
    holdScaleIn: [
      {
        actions: ['application-autoscaling:DescribeScalableTargets'],
        resources: ['*'],
        because: 'Application Auto Scaling describes targets on * only',
      },
      {
        actions: ['application-autoscaling:RegisterScalableTarget'],
        resources: [arn('application-autoscaling', 'scalable-target/*')],
        because: 'the name of a scalable target is an id that Application Auto Scaling draws',
      },
      // Before it takes a registration, Application Auto Scaling asks SageMaker and CloudWatch in the caller's name, and names no
      // alarm. Our functions themselves may not do what it asks for.
      // https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
      {
        actions: ['sagemaker:DescribeEndpoint', 'sagemaker:UpdateEndpointWeightsAndCapacities'],
        resources: managed,
        conditions: BY_A_SERVICE,
        because: MANAGED,
      },
      {
        actions: ['sagemaker:DescribeEndpointConfig'],
        resources: [anyConfig],
        conditions: BY_A_SERVICE,
        because: ANY_CONFIG,
      },
      {
        actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
        resources: ['*'],
        conditions: BY_A_SERVICE,
        because:
          'Application Auto Scaling asks for these without naming an alarm; the function itself may not use them',
      },
    ],
    describeScaling: [
      {
        actions: ['application-autoscaling:DescribeScalableTargets'],
        resources: ['*'],
        because: 'Application Auto Scaling describes targets on * only',
      },
    ],

    readMetrics: [{ actions: ['cloudwatch:GetMetricData'], resources: ['*'], because: METRICS }],
    readAlarms: [{ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'], because: COMPOSITES }],
    putAlarms: [
      {
        actions: ['cloudwatch:PutMetricAlarm'],
        resources: [arn('cloudwatch', `alarm:${alarmPrefix(stack.stackName)}*`)],
        because: ALARMS,
      },
      { actions: ['cloudwatch:PutCompositeAlarm'], resources: ['*'], because: COMPOSITES },
    ],
    setAlarms: [
      {
        actions: ['cloudwatch:SetAlarmState'],
        resources: [arn('cloudwatch', `alarm:${alarmPrefix(stack.stackName)}*`)],
        because: ALARMS,
      },
    ],
    deleteAlarms: [
      {
        actions: ['cloudwatch:DeleteAlarms'],
        resources: [arn('cloudwatch', `alarm:${alarmPrefix(stack.stackName)}*`)],
        because: ALARMS,
      },
    ],

    askAboutExecutions: [
      {
        actions: ['states:DescribeExecution'],
        resources: executions,
        because: 'executions get their names when they start; these are those of our three machines',
      },
    ],
    startRollback: [{ actions: ['states:StartExecution'], resources: [rollbackMachineArn] }],
    wake: [
      {
        actions: ['states:SendTaskSuccess'],
        resources: ['*'],
        because:
          'Step Functions knows no resource for a task token; the token itself is the proof, and it is in the table',
      },
    ],
  } satisfies Readonly<Record<string, readonly Permission[]>>;
}
