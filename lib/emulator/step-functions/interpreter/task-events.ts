import { type TaskResource } from '../integrations/resource';
import { type Json } from '../json';
import { type Branch } from './branch';

/** What a task is scheduled with. */
export interface Schedule {
  readonly input: Json;
  readonly roleArn: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

/** Writes the events of a task. */
export interface TaskEvents {
  readonly scheduled: (schedule: Schedule) => void;
  readonly started: () => void;
  readonly submitted: (output: Json) => void;
  readonly succeeded: (output: Json) => void;
  readonly failed: (failure: Failure) => void;
  readonly submitFailed: (failure: Failure) => void;
  readonly timedOut: (failure: Failure) => void;
}

const TRUNCATED = { truncated: false };

/** The events of a task; those of a Lambda function named by its own ARN have a vocabulary of their own. */
export function taskEvents(branch: Branch, resource: TaskResource): TaskEvents {
  if (resource.kind === 'function') return functionEvents(branch, resource.arn);
  const named = { resource: resource.resource, resourceType: resource.resourceType };
  return {
    scheduled: ({ input, roleArn, timeoutSeconds, heartbeatSeconds }) => {
      branch.record('TaskScheduled', {
        ...named,
        region: branch.run.region,
        parameters: JSON.stringify(input),
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
        ...(roleArn === undefined ? {} : { taskCredentials: { roleArn } }),
      });
    },
    started: () => void branch.record('TaskStarted', named),
    submitted: (output) => void branch.record('TaskSubmitted', { ...named, ...outputDetails(output) }),
    succeeded: (output) => void branch.record('TaskSucceeded', { ...named, ...outputDetails(output) }),
    failed: (failure) => void branch.record('TaskFailed', { ...named, ...failure }),
    submitFailed: (failure) => void branch.record('TaskSubmitFailed', { ...named, ...failure }),
    timedOut: (failure) => void branch.record('TaskTimedOut', { ...named, ...failure }),
  };
}

function functionEvents(branch: Branch, arn: string): TaskEvents {
  const failed = (failure: Failure): void => void branch.record('LambdaFunctionFailed', { ...failure });
  return {
    scheduled: ({ input, roleArn, timeoutSeconds }) => {
      branch.record('LambdaFunctionScheduled', {
        resource: arn,
        input: JSON.stringify(input),
        inputDetails: TRUNCATED,
        ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
        ...(roleArn === undefined ? {} : { taskCredentials: { roleArn } }),
      });
    },
    started: () => void branch.record('LambdaFunctionStarted'),
    // A function is always a request with a response: it is never submitted.
    submitted: () => undefined,
    succeeded: (output) => void branch.record('LambdaFunctionSucceeded', outputDetails(output)),
    failed,
    submitFailed: failed,
    timedOut: (failure) => void branch.record('LambdaFunctionTimedOut', { ...failure }),
  };
}

function outputDetails(output: Json) {
  return { output: JSON.stringify(output), outputDetails: TRUNCATED };
}
