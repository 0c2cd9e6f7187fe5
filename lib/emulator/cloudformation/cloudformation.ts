import type { VirtualClock } from '../clock';
import { AwsError, type EmulatedService } from '../service';

/** A stack as clients may look it up. */
interface StackDescription {
  readonly name: string;
  readonly id: string;
  readonly description?: string;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
}

/** An output of a stack. */
export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** A resource of a stack. */
interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

/** CloudFormation as a directory of what was deployed; it deploys nothing itself. */
export interface CloudFormationService extends EmulatedService {
  register(stack: StackDescription): void;
}

interface StackInput {
  readonly StackName?: string;
}

/** Makes a CloudFormation. */
export function createCloudFormation(clock: VirtualClock): CloudFormationService {
  const stacks = new Map<string, { readonly stack: StackDescription; readonly createdAt: number }>();

  const find = (nameOrId: string): { readonly stack: StackDescription; readonly createdAt: number } => {
    for (const entry of stacks.values()) {
      if (entry.stack.name === nameOrId || entry.stack.id === nameOrId) return entry;
    }
    throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  };

  const resourcesOf = ({ StackName: name = '' }: StackInput) => {
    const { stack, createdAt } = find(name);
    return stack.resources.map((resource) => ({
      StackName: stack.name,
      StackId: stack.id,
      LogicalResourceId: resource.logicalId,
      PhysicalResourceId: resource.physicalId,
      ResourceType: resource.type,
      ResourceStatus: 'CREATE_COMPLETE',
      Timestamp: createdAt,
    }));
  };

  return {
    register(stack) {
      stacks.set(stack.name, { stack, createdAt: clock.now() / 1000 });
    },
    operations: {
      DescribeStacks: ({ StackName: name }: StackInput) => ({
        Stacks: (name === undefined ? [...stacks.values()] : [find(name)]).map(describe),
      }),
      DescribeStackResources: (input: StackInput) => ({ StackResources: resourcesOf(input) }),
      ListStackResources: (input: StackInput) => ({
        StackResourceSummaries: resourcesOf(input).map(({ Timestamp: at, ...resource }) => ({
          ...resource,
          LastUpdatedTimestamp: at,
        })),
      }),
      ListExports: () => ({
        Exports: [...stacks.values()].flatMap(({ stack }) =>
          stack.outputs
            .filter(({ exportName }) => exportName !== undefined)
            .map(({ exportName, value }) => ({ ExportingStackId: stack.id, Name: exportName, Value: value })),
        ),
      }),
    },
  };
}

function describe({ stack, createdAt }: { readonly stack: StackDescription; readonly createdAt: number }) {
  return {
    StackName: stack.name,
    StackId: stack.id,
    ...(stack.description === undefined ? {} : { Description: stack.description }),
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: createdAt,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description === undefined ? {} : { Description: description }),
      ...(exportName === undefined ? {} : { ExportName: exportName }),
    })),
  };
}
