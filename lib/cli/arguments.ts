import { parseArgs, types } from 'node:util';
import { nearest } from '../domain/blueprint/nearest';
import { UsageError, type Args, type CommandOption } from './command';

type Options = Readonly<Record<string, CommandOption>>;

/** Options that every command has. */
export const COMMON_OPTIONS = {
  help: { type: 'boolean', short: 'h', summary: 'show this help' },
  debug: { type: 'boolean', summary: 'show the stack of an unexpected error' },
} as const satisfies Options;

/** Parses what follows a command's name; throws a `UsageError` that names the slip. */
export function parseArguments(args: readonly string[], options: Options): Args {
  const all: Options = { ...options, ...COMMON_OPTIONS };
  const { values, positionals } = parse(args, all);
  const result: Args = {
    operands: positionals,
    has: (option) => values[option] === true,
    value: (option) => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
  };
  for (const [name, { choices }] of Object.entries(all)) {
    const value = result.value(name);
    if (choices !== undefined && value !== undefined && !choices.includes(value)) {
      throw new UsageError(`--${name} is ${JSON.stringify(value)}, and can be ${choices.join(' or ')}`);
    }
  }
  return result;
}

function parse(args: readonly string[], options: Options) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }) },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error, Object.keys(options)), { cause: error });
  }
}

/** Node's message, without its advice about operands that start with a dash, and with the option that was meant. */
function explain(error: unknown, known: readonly string[]): string {
  const message = types.isNativeError(error) ? error.message : String(error);
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return message.split('\n')[0] ?? message;
  const meant = nearest(unknown.replace(/^-+/, ''), known);
  return `unknown option ${unknown}${meant === undefined ? '' : `, did you mean --${meant}?`}`;
}
