import type { Io } from './io';

/** An option of a command, as `node:util` parses it and as the help shows it. */
export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly summary: string;
  /** What stands for the value in the help, e.g. `FILE`; for options of type `string`. */
  readonly placeholder?: string;
  /** The only values that make sense; others are refused before the command runs. */
  readonly choices?: readonly string[];
}

/** What was given on the command line. */
export interface Args {
  readonly operands: readonly string[];
  has(option: string): boolean;
  value(option: string): string | undefined;
}

/** A command of the CLI. */
export interface Command {
  readonly summary: string;
  /** What follows the command's name, e.g. `BLUEPRINT [options]`. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Does the work and resolves to the exit code. */
  run(args: Args, io: Io): Promise<number>;
}

/** The command line makes no sense; the message says why, and nothing was done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The one operand of a command that takes exactly one, called `name` in its usage. */
export function onlyOperand(args: Args, name: string): string {
  const [operand, ...more] = args.operands;
  if (operand === undefined) throw new UsageError(`${name} is missing`);
  if (more.length > 0) throw new UsageError(`one ${name} is enough, got ${args.operands.length}: ${more.join(' ')}`);
  return operand;
}
