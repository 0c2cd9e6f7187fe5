/**
 * Every wait of a release has an end; these are the ends, in seconds.
 * Lambda and Step Functions take theirs from here too, so that the arithmetic of the plan and of the machine agree.
 */

/** Longest run of a function that writes to an endpoint. Short, because a fenced one may still have a call on its way. */
export const WRITER_TIMEOUT = 30;
/** Longest run of the smoke tests: ten, one after the other, of a minute each (SageMaker's limit for an answer). They write nothing. */
export const SMOKE_TEST_TIMEOUT = 690;
/** Longest run of the health checks: 30 seconds and three retries of each, all at once. They write nothing. */
export const HEALTH_CHECK_TIMEOUT = 150;
/** Pause between two looks at a fire drill: alarms, events and a rollback's first step take a few seconds. */
export const DRILL_LOOK = 3;
/** Longest wait for a fleet. SageMaker gives up on one after about an hour. */
export const PROVISION_TIMEOUT = 3600;
/** Longest wait for weights on the way forward, busy endpoint included. */
export const TRAFFIC_TIMEOUT = 900;
/** Longest way back, from its first step to verified traffic; then `rollback_failed`. */
export const ROLLBACK_TIMEOUT = 4 * 3600;
/** Longest that a start waits for the end of a release which it supersedes: its way back, and the removal of its candidate. */
export const SUPERSEDE_TIMEOUT = ROLLBACK_TIMEOUT + PROVISION_TIMEOUT;
/** Pause between two looks at it, the pause once the wait has become a long one, and when that is. */
export const SUPERSEDE_LOOK = 15;
export const SUPERSEDE_LATE_LOOK = 60;
export const SUPERSEDE_LATE = 600;
/** Pause between two looks at an endpoint that is provisioning, and at one that is setting weights. */
export const PROVISION_LOOK = 30;
export const TRAFFIC_LOOK = 5;
/** Weights arrive within seconds; what has not come after this long is looked at, and sent, like a fleet. */
export const SWIFT = 600;
/** An accepted update that was never seen at work is sent again once after this. */
export const SILENT_UPDATE_GRACE = 60;
/** How long the second look of a staged breach takes, with half of the traffic back. */
export const STAGED_WATCH = 300;
/** How long the final variant is watched. */
export const SETTLE = 300;
/** Times that finalizing is tried, and the pause between two tries. */
export const FINALIZE_ATTEMPTS = 3;
export const FINALIZE_PAUSE = 300;
/** How long a pause, an inconclusive verdict or a breach under `rollback: manual` waits for a person. */
export const HOLD_TIMEOUT = 86_400;
/** Longest time that the retries of one step take: past that, no sign of life means death. */
export const STEP_RETRIES = 900;
/** The same where a step that moves no traffic waits for its turn while the account's calls are throttled. */
export const PATIENCE = 2400;
/** Retries of a step on the way back: it does not give up while AWS is throttled or down for a while. */
export const ROLLBACK_STEP_RETRIES = 3600;
/** How long after an end somebody sees to it that its events get out. */
export const TELLING = 86_400;
/** Times that a dead owner is replaced before a person must look. */
export const MAX_RESCUES = 3;
/** Metric period, and how long after its end a period is complete: late data points arrive within one more. */
export const PERIOD = 60;
/** How long after its end a period waits for data of a variant that had none; what arrives later is not counted. */
export const LATEST_DATA = 900;
/**
 * A KPI is silent when, at its pace in the phase, as many periods with data have failed to come as have come: three at least,
 * and seven are enough, which chance does not do once in a thousand times (e^-7).
 */
export const SILENT_PERIODS = { least: 3, enough: 7 };
