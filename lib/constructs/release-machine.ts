import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Definition } from '../workflows/asl';
import { allow, explainWildcard, type Permission } from './permission';
import type { ReleaseTable } from './release-table';

/** What one of the three state machines is made of. */
export interface ReleaseMachineProps {
  /** Physical name: people start machines by name, and the rollback machine must name itself in its own role. */
  readonly name: string;
  readonly definition: Definition;
  /** The functions by the name that the definition calls them. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly table: ReleaseTable;
  /** What its states call beside the functions and the table. @default - nothing */
  readonly permissions?: readonly Permission[];
  readonly logRetention: RetentionDays;
}

/** A state machine that may call exactly the functions, and use the table only if, its definition does. */
export class ReleaseMachine extends StateMachine {
  constructor(scope: Construct, id: string, props: ReleaseMachineProps) {
    const text = JSON.stringify(props.definition);
    const used = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, name = '']) => name));
    const usesTable = used.delete('Table');
    const functions = Object.fromEntries([...used].map((name) => [name, functionFor(name, props)]));
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    super(scope, id, {
      stateMachineName: props.name,
      // A literal, so that whoever has the template can read the definition, and run it elsewhere.
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: {
        ...Object.fromEntries(Object.entries(functions).map(([name, { functionArn }]) => [name, functionArn])),
        ...(usesTable && { Table: props.table.tableName }),
      },
      role,
      tracingEnabled: true,
      // Without data: a blueprint's smoke tests may carry what nobody should read in a log.
      logs: { level: LogLevel.ALL, includeExecutionData: false, destination: logGroup(scope, id, props) },
    });
    explainWildcard(
      role,
      '*',
      'X-Ray takes segments on * only, and log deliveries are managed on * only, as the Step Functions guide has it',
    );
    allow(role, [
      {
        actions: ['lambda:InvokeFunction'],
        resources: Object.values(functions).map(({ functionArn }) => functionArn),
      },
      ...(usesTable ? [{ actions: ['dynamodb:UpdateItem'], resources: [props.table.tableArn] }] : []),
      ...(props.permissions ?? []),
    ]);
  }
}

function functionFor(name: string, { functions, definition }: ReleaseMachineProps): IFunction {
  const found = functions[name];
  if (found === undefined) {
    const known = Object.keys(functions).join(', ');
    throw new Error(`'${definition.Comment}' calls \${${name}}, which is no function of the stack; there are ${known}`);
  }
  return found;
}

function logGroup(scope: Construct, id: string, { name, logRetention }: ReleaseMachineProps): LogGroup {
  return new LogGroup(scope, `${id}Logs`, {
    // Step Functions may write to groups of this prefix without an entry in the account's one, small resource policy.
    logGroupName: `/aws/vendedlogs/states/${name}`,
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/** ARN of a machine of this stack, for functions that the machine itself depends on. */
export function machineArn(scope: Construct, machineName: string): string {
  const stack = Stack.of(scope);
  return `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${machineName}`;
}

/** ARN pattern of all executions of a machine of this stack. */
export function executionsOf(scope: Construct, machineName: string): string {
  const stack = Stack.of(scope);
  return `arn:${stack.partition}:states:${stack.region}:${stack.account}:execution:${machineName}:*`;
}
