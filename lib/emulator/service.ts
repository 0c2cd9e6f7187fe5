/** The account and Region that an emulator plays. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
  /** @default 'aws' */
  readonly partition?: string;
}

/** Where a call came from, so that faults, limits and permissions can be applied to it. */
export interface Caller {
  /** Name of the Lambda function or state machine that calls; `undefined` for a person or an outside client. */
  readonly name?: string;
}

/** A type of the AWS SDK as it travels: timestamps are epoch seconds (a number, fractions allowed). */
export type Wire<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? T
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T;

/** One API operation: input and output as they travel on the wire. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Operation = (input: any, caller: Caller) => unknown;

/** A service below the SDK: its operations by API name, e.g. `DescribeEndpoint`. */
export interface EmulatedService {
  readonly operations: Readonly<Record<string, Operation>>;
}

/** The services that are emulated, by the name that faults, call counts and documentation use. */
export type ServiceName =
  | 'SageMaker'
  | 'SageMakerRuntime'
  | 'CloudWatch'
  | 'EventBridge'
  | 'StepFunctions'
  | 'DynamoDB'
  | 'Lambda'
  | 'SNS'
  | 'SQS'
  | 'ApplicationAutoScaling'
  | 'STS'
  | 'CloudFormation';

/** An error answer of AWS: `code` is what clients see as the error's name. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's body, e.g. `OriginalStatusCode`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

/** Thrown for what AWS can do and the emulator cannot: loud, never silently different. */
export function notEmulated(what: string): AwsError {
  return new AwsError('NotEmulated', `not emulated: ${what} (see docs/emulator.md)`, 501);
}

/** An event as EventBridge delivers it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** RFC 3339 with seconds, e.g. `2026-11-20T08:00:00Z`. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  readonly 'replay-name'?: string;
}

/** How an AWS service hands an event of its own to the default bus. */
export type EmitServiceEvent = (event: {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}) => void;

/** What a service publishes into CloudWatch for one metric and one period. */
export interface Datum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Epoch milliseconds of the period's start. */
  readonly timestamp: number;
  /** Values with how often each occurred; a 0/1 error metric is `[[0, 990], [1, 10]]`. */
  readonly values: readonly (readonly [value: number, count: number])[];
  /** CloudWatch unit, e.g. `Microseconds`, `None`, `Percent`. @default 'None' */
  readonly unit?: string;
  /** 1 for a high-resolution metric, else 60 seconds. @default 60 */
  readonly storageResolution?: 1 | 60;
}

/** How an AWS service publishes metrics of its own. */
export type PublishMetrics = (data: readonly Datum[]) => void;
