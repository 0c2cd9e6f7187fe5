/** Sections of the runbook that alarms and messages point to; a test keeps the headings there. */
export const RUNBOOK = {
  rollbackFailed: 'docs/runbook.md#a-rollback-failed',
  rollbackDied: 'docs/runbook.md#a-rollback-execution-died',
  deadLetters: 'docs/runbook.md#events-in-the-dead-letter-queue',
  reconciler: 'docs/runbook.md#the-reconciler-fails-or-does-not-run',
  throttled: 'docs/runbook.md#aws-throttles-the-control-plane',
  stuck: 'docs/runbook.md#a-release-gives-no-sign-of-life',
  approved: 'docs/runbook.md#an-approved-version-was-not-released',
  heldBreach: 'docs/runbook.md#a-release-holds-after-a-breach',
} as const;
