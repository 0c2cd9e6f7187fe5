/** Sections of the runbook that alarms and messages point to; a test keeps the headings there. */
export const RUNBOOK = {
  rollbackFailed: 'docs/runbook.md#a-rollback-failed',
  rollbackDied: 'docs/runbook.md#a-rollback-execution-died',
  deadLetters: 'docs/runbook.md#events-in-the-dead-letter-queue',
  reconciler: 'docs/runbook.md#the-reconciler-fails-or-does-not-run',
  heldBreach: 'docs/runbook.md#a-release-holds-after-a-breach',
} as const;
