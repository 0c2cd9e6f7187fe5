import { COMMON_OPTIONS } from './arguments';
import type { Command, CommandOption } from './command';
import { formatTable } from './table';

/** The page that `rollouts --help` prints. */
export function generalHelp(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [`  ${name}`, summary]);
  return [
    'Usage: rollouts COMMAND [options]',
    '',
    'Progressive delivery for SageMaker endpoints.',
    '',
    'Commands:',
    formatTable(rows),
    '',
    '`rollouts COMMAND --help` shows the options of a command.',
    '',
  ].join('\n');
}

/** The page that `rollouts COMMAND --help` prints. */
export function commandHelp(name: string, { summary, usage, options }: Command): string {
  const rows = Object.entries<CommandOption>({ ...options, ...COMMON_OPTIONS }).map(([option, details]) => [
    `  ${optionForms(option, details)}`,
    details.summary + (details.choices === undefined ? '' : `: ${details.choices.join(' or ')}`),
  ]);
  return [
    ['Usage: rollouts', name, usage, '[options]'].filter((part) => part !== '').join(' '),
    '',
    sentence(summary),
    '',
    'Options:',
    formatTable(rows),
    '',
  ].join('\n');
}

function optionForms(name: string, { short, placeholder }: CommandOption): string {
  const long = placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
  return short === undefined ? long : `-${short}, ${long}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
