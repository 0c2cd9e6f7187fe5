import type { AwaitEndpointOutput } from '../../lambdas/await-endpoint';
import type { createHandler as armSentinels } from '../../lambdas/arm-sentinels';
import type { CloseReleaseOutput } from '../../lambdas/close-release';
import type { FinalizeOutput } from '../../lambdas/finalize';
import type { FireDrillOutput } from '../../lambdas/fire-drill';
import type { JudgeOutput } from '../../lambdas/judge';
import type { OpenReleaseOutput } from '../../lambdas/open-release';
import type { RestoreTrafficOutput } from '../../lambdas/restore-traffic';
import type { RunHealthChecksOutput } from '../../lambdas/run-health-checks';
import type { RunSmokeTestsOutput } from '../../lambdas/run-smoke-tests';
import type { ShiftTrafficOutput } from '../../lambdas/shift-traffic';
import type { TakeOverOutput } from '../../lambdas/take-over';
import type { VerifyOutput } from '../../lambdas/verify';
import { MACHINES, shapeOf, steps, wayAfter } from './machines';

const [[, canary], [, standard], [, rollback]] = MACHINES as [
  (typeof MACHINES)[0],
  (typeof MACHINES)[0],
  (typeof MACHINES)[0],
];

/** Where an answer leads; the type makes every answer that a handler can give appear. */
type Ways<Output extends { readonly next: string }> = Readonly<Record<Output['next'], string>>;

type ArmSentinelsOutput = Awaited<ReturnType<ReturnType<typeof armSentinels>>>;

/** Only a caller that says so gets `arm`. */
type AwaitWays = Omit<Ways<AwaitEndpointOutput>, 'arm'>;

const back = 'Restore traffic';
const close = 'Close release';

const wayBack = (sent: string) => ({
  'Restore traffic': { await: sent, close } satisfies Ways<RestoreTrafficOutput>,
  'Await restored traffic': {
    ready: 'Verify',
    wait: 'Wait for restored traffic',
    resend: 'Pause before restoring',
    failed: close,
  } satisfies AwaitWays,
  Verify: { verified: 'Remove candidate', restore: 'Pause before restoring', close } satisfies Ways<VerifyOutput>,
  'Remove candidate': { await: 'Wait for removal' },
  'Await removal': {
    ready: close,
    wait: 'Wait for removal',
    resend: 'Remove candidate',
    failed: close,
  } satisfies AwaitWays,
});

const RELEASE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Open release': {
    opened: 'Deploy candidate',
    wait: 'Wait for endpoint',
    refused: 'Refused',
  } satisfies Ways<OpenReleaseOutput>,
  'Deploy candidate': { await: 'Wait for candidate' },
  'Await candidate': {
    ready: 'Run smoke tests',
    wait: 'Wait for candidate',
    resend: 'Deploy candidate',
    failed: back,
  } satisfies AwaitWays,
  'Run smoke tests': { passed: 'Arm sentinels', failed: back } satisfies Ways<RunSmokeTestsOutput>,
  'Arm sentinels': { armed: 'Judge', drill: 'Fire drill' } satisfies Ways<ArmSentinelsOutput>,
  'Fire drill': { passed: 'Judge', wait: 'Wait for drill', failed: back } satisfies Ways<FireDrillOutput>,
  'Run health checks': { checked: 'Judge' } satisfies Ways<RunHealthChecksOutput>,
  Judge: {
    bake: 'Bake',
    'bake, then check': 'Bake before checks',
    check: 'Run health checks',
    shift: 'Shift traffic',
    hold: 'Hold',
    pass: 'Mark passed',
    close,
    'roll back': back,
  } satisfies Ways<JudgeOutput>,
  'Shift traffic': {
    await: 'Wait for traffic',
    judge: 'Judge',
    'roll back': back,
  } satisfies Ways<ShiftTrafficOutput>,
  'Await traffic': {
    ready: 'Judge',
    arm: 'Arm sentinels anew',
    wait: 'Wait for traffic',
    resend: 'Shift traffic',
    failed: back,
  } satisfies Ways<AwaitEndpointOutput>,
  'Arm sentinels anew': { armed: 'Judge' },
  'Mark passed': { passed: 'Finalize' },
  Finalize: { await: 'Wait for final fleet', hold: 'Hold', 'roll back': back } satisfies Ways<FinalizeOutput>,
  'Await final fleet': {
    ready: 'Arm final sentinels',
    wait: 'Wait for final fleet',
    resend: 'Pause before finalizing',
    failed: close,
  } satisfies AwaitWays,
  'Arm final sentinels': { armed: 'Judge final variant' },
  'Judge final variant': {
    bake: 'Settle',
    hold: 'Hold',
    'roll back': back,
    close,
    // None of these comes from a final variant; the release has passed, so it is closed forward.
    'bake, then check': close,
    check: close,
    shift: close,
    pass: close,
  } satisfies Ways<JudgeOutput>,
  ...wayBack('Wait for restored traffic'),
  'Close release': {
    completed: 'Completed',
    rolled_back: 'Rolled back',
    rollback_failed: 'Rollback failed',
    failed: 'Failed',
    endpoint_gone: 'Failed',
    refused: 'Failed',
  } satisfies Ways<CloseReleaseOutput>,
};

const ROLLBACK: typeof RELEASE = {
  'Take over': {
    restore: back,
    remove: 'Remove candidate',
    finish: 'Wait for final fleet',
    close: 'Wait for late calls',
    nothing: 'Nothing to do',
    joined: 'Nothing to do',
    drilled: 'Nothing to do',
    held: 'Nothing to do',
  } satisfies Ways<TakeOverOutput>,
  'Await final fleet': {
    wait: 'Wait for final fleet',
    // Watching it is over with its owner; not finalized is for the next release.
    ready: close,
    resend: close,
    failed: close,
  } satisfies AwaitWays,
  ...wayBack('Anyone to stop?'),
  // What could be done is done in the first four; only a rollback that failed ends this machine as failed, and pages.
  'Close release': {
    completed: 'Completed',
    rolled_back: 'Rolled back',
    failed: 'Nothing to go back to',
    endpoint_gone: 'Endpoint gone',
    rollback_failed: 'Rollback failed',
    refused: 'Rollback failed',
  } satisfies Ways<CloseReleaseOutput>,
};

describe.each([
  ['canary', canary, RELEASE],
  ['standard', standard, RELEASE],
  ['rollback', rollback, ROLLBACK],
])('the %s machine', (_, definition, ways) => {
  it('has a way for every answer of every step', async () => {
    expect(Object.keys(ways).toSorted()).toEqual(
      steps(definition)
        .map(([name]) => name)
        .toSorted(),
    );
    for (const [task, answers] of Object.entries(ways)) {
      for (const [next, way] of Object.entries(answers)) {
        expect({ task, next, way: await wayAfter(definition, task, next) }).toEqual({ task, next, way });
      }
    }
  });

  it('goes the safe way for an answer that nobody foresaw', async () => {
    for (const [task] of steps(definition).filter(
      ([name]) => definition.States[shapeOf(definition.States[name]).Next ?? '']?.Type === 'Choice',
    )) {
      const way = await wayAfter(definition, task, 'something new');
      expect([back, close, 'Refused', 'Failed', 'Rollback failed', 'Nothing to do']).toContain(way);
    }
  });
});

describe('errors that no retry mended', () => {
  it.each([
    [
      'lead back while the release can be undone',
      ['Deploy candidate', 'Run smoke tests', 'Judge', 'Shift traffic', 'Mark passed'],
      back,
    ],
    [
      'close forward once it has passed',
      ['Finalize', 'Await final fleet', 'Arm final sentinels', 'Judge final variant'],
      close,
    ],
    [
      'close the way back, which says how it ended',
      ['Restore traffic', 'Verify', 'Remove candidate', 'Await removal'],
      close,
    ],
    ['leave it to the dead man’s switch where nothing else is left', ['Open release', 'Close release'], undefined],
  ])('%s', (_, tasks, way) => {
    for (const task of tasks) {
      const all = (shapeOf(canary.States[task]).Catch ?? []).find(({ ErrorEquals }) =>
        ErrorEquals.includes('States.ALL'),
      );
      expect({ task, way: all?.Next }).toEqual({ task, way });
    }
  });

  it('never turn a hold into a loop without a pause', () => {
    const waysOf = (name: string) =>
      shapeOf(canary.States[name]).Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals.join(), Next]);
    const others = [
      ['DynamoDb.ConditionalCheckFailedException', 'Judge'],
      ['States.ALL', 'Bake'],
    ];
    expect(waysOf('Hold')).toEqual([['States.Timeout', 'Judge'], ...others]);
    expect(waysOf('Hold before checks')).toEqual([['States.Timeout', 'Run health checks'], ...others]);
  });
});

describe('the rollback machine', () => {
  it('puts traffic on its way before it stops anybody', () => {
    const first = [rollback.StartAt, shapeOf(rollback.States[rollback.StartAt]).Next];
    expect(first).toEqual(['Take over', 'Taken over?']);
    expect(shapeOf(rollback.States['Stop release'])).toMatchObject({
      Next: 'Wait for restored traffic',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Wait for restored traffic' }],
    });
  });
});
