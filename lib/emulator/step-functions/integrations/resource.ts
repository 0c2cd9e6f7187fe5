/** What a Task's `Resource` names. */
export type TaskResource =
  /** A Lambda function by its own ARN: events and result are plainer than those of `lambda:invoke`. */
  { readonly kind: 'function'; readonly arn: string; readonly functionName: string } | ServiceResource;

/** How a task ends: with the answer, with the end of what it started, or when somebody returns its token. */
type IntegrationPattern = 'request-response' | 'sync' | 'sync:2' | 'waitForTaskToken';

/** A service integration. */
export interface ServiceResource {
  readonly kind: 'service';
  /** As events name it: `lambda`, `states`, `aws-sdk:dynamodb`, … */
  readonly resourceType: string;
  /** As events name it: `invoke.waitForTaskToken`, `updateItem`, … */
  readonly resource: string;
  /** Without the pattern: `invoke`. */
  readonly action: string;
  readonly pattern: IntegrationPattern;
}

const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]+:\d*:function:([^:]+)(?::[^:]+)?$/;
const SERVICE_ARN = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:[^:]+|[^:]+):([^:.]+)((?:\.[A-Za-z]+)?(?::2)?)$/;
const ACTIVITY_ARN = /^arn:[^:]+:states:[^:]+:\d*:activity:/;

const PATTERNS: ReadonlyMap<string, IntegrationPattern> = new Map([
  ['', 'request-response'],
  ['.sync', 'sync'],
  ['.sync:2', 'sync:2'],
  ['.waitForTaskToken', 'waitForTaskToken'],
]);

/** Reads a `Resource`; `activity` for an activity, `undefined` for anything that is no resource. */
export function parseResource(arn: string): TaskResource | 'activity' | undefined {
  const functionName = FUNCTION_ARN.exec(arn)?.[1];
  if (functionName !== undefined) return { kind: 'function', arn, functionName };
  if (ACTIVITY_ARN.test(arn)) return 'activity';
  const [, resourceType, action, suffix] = SERVICE_ARN.exec(arn) ?? [];
  if (resourceType === undefined || action === undefined || suffix === undefined) return undefined;
  const pattern = PATTERNS.get(suffix);
  if (pattern === undefined) return undefined;
  return { kind: 'service', resourceType, action, resource: `${action}${suffix}`, pattern };
}

/** The name under which an oversized result of the task is refused. */
export function resourceLabel(resource: TaskResource): string {
  return resource.kind === 'function' ? resource.arn : resource.resourceType;
}
