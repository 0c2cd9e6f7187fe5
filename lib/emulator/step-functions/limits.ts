/** Input or output of an execution, a state or a task, in bytes of UTF-8. */
export const MAX_PAYLOAD_BYTES = 262_144;

/** Events in one execution's history; the last of them must end the execution. */
export const MAX_HISTORY_EVENTS = 25_000;

/** Characters in the name of a state machine, an execution, a state or a variable. */
export const MAX_NAME_LENGTH = 80;

/** Bytes of a definition. */
export const MAX_DEFINITION_BYTES = 1_048_576;

/** Bytes of all variables of an execution together. */
export const MAX_VARIABLES_BYTES = 10_485_760;

/** Seconds a task may take that names no timeout: the longest that can be named. */
export const MAX_TIMEOUT_SECONDS = 99_999_999;
