import type { Strategy } from '../domain/blueprint/blueprint';
import { type Definition, fail, route } from './asl';
import { finish, prepare, traffic } from './forward';
import { wayBack } from './way-back';

/** Longest run of a release: 20 phases of a day each, with gates of a week, fit well within it. */
const LONGEST = 300 * 86_400;

/** The machine of one strategy: the same stretches, told apart by the blueprints they accept. */
export function release(strategy: Strategy, comment: string): Definition {
  return {
    Comment: comment,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    TimeoutSeconds: LONGEST,
    States: {
      Begin: {
        Type: 'Pass',
        Assign: { claim: null, wait: 0, failure: null, record: null, result: null },
        Next: 'Open release',
      },
      ...prepare(strategy),
      ...traffic(),
      ...finish(),
      ...wayBack(),
      'How did it end?': route(
        { completed: 'Completed', rolled_back: 'Rolled back', rollback_failed: 'Rollback failed' },
        'Failed',
      ),
      Completed: { Type: 'Succeed', Output: '{% $result %}' },
      'Rolled back': fail('RolledBack'),
      'Rollback failed': fail('RollbackFailed'),
      Failed: fail('ReleaseFailed'),
    },
  };
}
