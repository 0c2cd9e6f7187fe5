/** Environment variables of the Lambda functions: set by the constructs, read by the handlers. */
export const ENVIRONMENT = {
  /** Name of the table that holds the truth. */
  table: 'ROLLOUTS_TABLE',
  /** Name of the bus that carries our events. */
  bus: 'ROLLOUTS_BUS',
  /** Name of the stack, part of alarm names, so that two stacks never meet. */
  stack: 'ROLLOUTS_STACK',
  /** Comma-separated patterns of endpoint names that the stack may manage, lower case. */
  endpoints: 'ROLLOUTS_ENDPOINTS',
  /** Comma-separated patterns of the user's Lambda functions that a blueprint may name; empty where there are none. */
  functions: 'ROLLOUTS_FUNCTIONS',
  /** ARN of the rollback state machine, for whoever starts it. */
  rollbackMachine: 'ROLLOUTS_ROLLBACK_MACHINE',
  /** ARNs of the machines that bring a new model. */
  canaryMachine: 'ROLLOUTS_CANARY_MACHINE',
  standardMachine: 'ROLLOUTS_STANDARD_MACHINE',
  /** Comma-separated patterns of the execution roles that may be passed to a model; empty where there are none. */
  modelRoles: 'ROLLOUTS_MODEL_ROLES',
  /** ARN of the topic that pages, and of the one that informs. */
  incidentTopic: 'ROLLOUTS_INCIDENT_TOPIC',
  teamTopic: 'ROLLOUTS_TEAM_TOPIC',
} as const;

/** What a function reads its settings from. */
export type Environment = Readonly<Record<string, string | undefined>>;
