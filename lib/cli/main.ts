import { version } from '../../package.json';
import { nearest } from '../domain/blueprint/nearest';
import { adviceFor } from './account/explain-error';
import { parseArguments } from './arguments';
import { UsageError, type Command } from './command';
import { COMMANDS } from './commands';
import { commandHelp, generalHelp } from './help';
import { EXIT, type Io } from './io';

/** Runs the CLI and resolves to its exit code; touches nothing but `io`. */
export async function main(
  argv: readonly string[],
  io: Io,
  commands: Readonly<Record<string, Command>> = COMMANDS,
): Promise<number> {
  try {
    return await dispatch(argv, io, commands);
  } catch (error) {
    return report(error, { io, hasDebug: argv.includes('--debug') });
  }
}

async function dispatch(argv: readonly string[], io: Io, commands: Readonly<Record<string, Command>>): Promise<number> {
  const position = argv.findIndex((argument) => !argument.startsWith('-'));
  const name = argv[position];
  const rest = argv.toSpliced(position, 1);
  if (name === undefined) return withoutCommand(argv, io, commands);
  if (name === 'help') return help(rest, io, commands);
  const command = find(name, commands);
  const args = parseArguments(rest, command.options);
  if (!args.has('help')) return command.run(args, io);
  io.out(commandHelp(name, command));
  return EXIT.done;
}

function withoutCommand(argv: readonly string[], io: Io, commands: Readonly<Record<string, Command>>): number {
  const args = parseArguments(argv, { version: { type: 'boolean', summary: 'show the version' } });
  if (args.has('version')) {
    io.out(`${version}\n`);
    return EXIT.done;
  }
  if (args.has('help')) {
    io.out(generalHelp(commands));
    return EXIT.done;
  }
  io.err(generalHelp(commands));
  return EXIT.usage;
}

function help([name]: readonly string[], io: Io, commands: Readonly<Record<string, Command>>): number {
  io.out(name === undefined ? generalHelp(commands) : commandHelp(name, find(name, commands)));
  return EXIT.done;
}

function find(name: string, commands: Readonly<Record<string, Command>>): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command !== undefined) return command;
  const meant = nearest(name, Object.keys(commands));
  throw new UsageError(`unknown command ${name}${meant === undefined ? '' : `, did you mean ${meant}?`}`);
}

function report(error: unknown, { io, hasDebug }: { readonly io: Io; readonly hasDebug: boolean }): number {
  const message = error instanceof Error ? error.message : String(error);
  io.err(`rollouts: ${message}\n`);
  const advice = adviceFor(error);
  if (advice !== undefined) io.err(`${advice}\n`);
  if (hasDebug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  if (!(error instanceof UsageError)) return EXIT.failed;
  io.err('Try `rollouts --help`.\n');
  return EXIT.usage;
}
