import { type Random } from '../../random';
import { AwsError } from '../../service';
import { type TaskOutcome } from '../integrations/task-runner';

/** A task that waits for somebody to return its token. */
export interface PendingToken {
  readonly token: string;
  /** Calls back at the outcome, at once if it is there already. */
  onOutcome(listener: (outcome: TaskOutcome) => void): void;
  onHeartbeat(listener: () => void): void;
  /** From now on the token is late. */
  expire(): void;
}

/** The tokens that are out. */
export interface TaskTokens {
  issue(): PendingToken;
  settle(token: string, outcome: TaskOutcome): void;
  heartbeat(token: string): void;
}

interface Entry {
  outcome: TaskOutcome | undefined;
  isOpen: boolean;
  outcomeListener: ((outcome: TaskOutcome) => void) | undefined;
  heartbeatListener: (() => void) | undefined;
}

const TOKEN_LENGTH = 172;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function createTaskTokens(random: Random): TaskTokens {
  const entries = new Map<string, Entry>();
  const openEntry = (token: string): Entry => {
    const entry = entries.get(token);
    if (entry === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    if (!entry.isOpen) {
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    return entry;
  };
  return {
    issue: () => {
      const token = `AQC${Array.from({ length: TOKEN_LENGTH }, () => ALPHABET.charAt(Math.floor(random.next() * 64))).join('')}`;
      const entry: Entry = {
        outcome: undefined,
        isOpen: true,
        outcomeListener: undefined,
        heartbeatListener: undefined,
      };
      entries.set(token, entry);
      return {
        token,
        onOutcome: (listener) => {
          if (entry.outcome === undefined) entry.outcomeListener = listener;
          else listener(entry.outcome);
        },
        onHeartbeat: (listener) => {
          entry.heartbeatListener = listener;
        },
        expire: () => {
          entry.isOpen = false;
        },
      };
    },
    settle: (token, outcome) => {
      const entry = openEntry(token);
      entry.isOpen = false;
      entry.outcome = outcome;
      entry.outcomeListener?.(outcome);
    },
    heartbeat: (token) => openEntry(token).heartbeatListener?.(),
  };
}
