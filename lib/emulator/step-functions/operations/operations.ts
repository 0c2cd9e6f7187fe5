import { type VirtualClock } from '../../clock';
import { type Operation } from '../../service';
import { type Executions } from '../executions';
import { type TaskTokens } from '../interpreter/tokens';
import { type StateMachines } from '../state-machines';
import { type DeployProps } from '../step-functions';
import { createStateMachine } from './create-state-machine';
import { deleteStateMachine } from './delete-state-machine';
import { describeExecution } from './describe-execution';
import { describeStateMachine } from './describe-state-machine';
import { describeStateMachineForExecution } from './describe-state-machine-for-execution';
import { getExecutionHistory } from './get-execution-history';
import { listExecutions } from './list-executions';
import { listStateMachines } from './list-state-machines';
import { redriveExecution } from './redrive-execution';
import { sendTaskFailure } from './send-task-failure';
import { sendTaskHeartbeat } from './send-task-heartbeat';
import { sendTaskSuccess } from './send-task-success';
import { startExecution } from './start-execution';
import { stopExecution } from './stop-execution';
import { updateStateMachine } from './update-state-machine';
import { validateStateMachineDefinition } from './validate-state-machine-definition';

/** What the operations work on. */
export interface Stores {
  readonly clock: VirtualClock;
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly tokens: TaskTokens;
  readonly deploy: (props: DeployProps) => string;
}

/** The operations of the API. */
export function stepFunctionsOperations(stores: Stores): Readonly<Record<string, Operation>> {
  return {
    CreateStateMachine: createStateMachine(stores),
    DeleteStateMachine: deleteStateMachine(stores),
    DescribeExecution: describeExecution(stores),
    DescribeStateMachine: describeStateMachine(stores),
    DescribeStateMachineForExecution: describeStateMachineForExecution(stores),
    GetExecutionHistory: getExecutionHistory(stores),
    ListExecutions: listExecutions(stores),
    ListStateMachines: listStateMachines(stores),
    RedriveExecution: redriveExecution(stores),
    SendTaskFailure: sendTaskFailure(stores),
    SendTaskHeartbeat: sendTaskHeartbeat(stores),
    SendTaskSuccess: sendTaskSuccess(stores),
    StartExecution: startExecution(stores),
    StopExecution: stopExecution(stores),
    UpdateStateMachine: updateStateMachine(stores),
    ValidateStateMachineDefinition: validateStateMachineDefinition(),
  };
}
