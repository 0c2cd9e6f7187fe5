/** Names of the stack's outputs: written by the construct, looked up by whoever works with a deployed stack. */
export const OUTPUTS = {
  canaryMachine: 'CanaryMachineArn',
  standardMachine: 'StandardMachineArn',
  rollbackMachine: 'RollbackMachineArn',
  bus: 'BusName',
  busArn: 'BusArn',
  table: 'TableName',
  incidentTopic: 'IncidentTopicArn',
  teamTopic: 'TeamTopicArn',
  deadLetters: 'DeadLetterQueueUrl',
  alarmPrefix: 'AlarmPrefix',
  endpoints: 'EndpointPatterns',
  promote: 'PromoteFunctionName',
  approve: 'ApproveFunctionName',
  pause: 'PauseFunctionName',
  resume: 'ResumeFunctionName',
  abort: 'AbortFunctionName',
} as const;
