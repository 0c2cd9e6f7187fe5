import { type VirtualClock } from '../../clock';
import { type Random } from '../../random';
import { type Program } from '../definition/program';
import { type Evaluator } from '../expressions/expression';
import { type History } from '../history/history';
import { type TaskRunner } from '../integrations/task-runner';
import { type Json } from '../json';
import { type TaskTokens } from './tokens';
import { type Turn } from './turn';

/** An execution under way, as its states see it. */
export interface Run {
  readonly program: Program;
  readonly identity: Identity;
  readonly input: Json;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly evaluator: Evaluator;
  readonly tasks: TaskRunner;
  readonly tokens: TaskTokens;
  readonly history: History;
  readonly turn: Turn;
  /** Counts what AWS bills: each state entered and each retry. */
  countTransition(): void;
}

/** Who an execution is. */
interface Identity {
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly roleArn: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly redriveCount: number;
}
