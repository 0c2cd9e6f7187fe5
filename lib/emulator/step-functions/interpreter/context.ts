import { type Json } from '../json';
import { type Branch } from './branch';

/** The part of a state's visit that the context object shows. */
export interface Visit {
  readonly stateName: string;
  /** Epoch milliseconds. */
  readonly enteredAt: number;
  readonly enteredEventId: number;
  /** What the branch's last event was before the state was entered. */
  readonly eventIdBefore: number;
  readonly input: Json;
}

/** `$states.context`. */
export function contextObject(
  branch: Branch,
  visit: Visit,
  { retryCount, token }: { readonly retryCount: number; readonly token: string | undefined },
): Json {
  const { identity, input } = branch.run;
  return {
    Execution: {
      Id: identity.executionArn,
      Input: input,
      Name: identity.executionName,
      RoleArn: identity.roleArn,
      StartTime: new Date(identity.startedAt).toISOString(),
      RedriveCount: identity.redriveCount,
    },
    StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
    State: { Name: visit.stateName, EnteredTime: new Date(visit.enteredAt).toISOString(), RetryCount: retryCount },
    ...(branch.item === undefined ? {} : { Map: { Item: { Index: branch.item.index, Value: branch.item.value } } }),
    ...(token === undefined ? {} : { Task: { Token: token } }),
  };
}
