import { COMMON_OPTIONS } from '../arguments';
import { type Args, type Command, type CommandOption, onlyOperand, UsageError } from '../command';
import { EXIT, type Io } from '../io';

type Commands = Readonly<Record<string, Command>>;

/** Writes what a shell needs to complete command lines of ours. */
export function completion(args: Args, io: Io, commands: Commands): Promise<number> {
  const shell = onlyOperand(args, 'SHELL');
  if (shell !== 'bash' && shell !== 'zsh')
    throw new UsageError(`there are completions for bash and zsh, not for ${shell}`);
  io.out(shell === 'bash' ? bashScript(commands) : zshScript(commands));
  return Promise.resolve(EXIT.done);
}

function optionsOf({ options }: Command): readonly (readonly [string, CommandOption])[] {
  return Object.entries({ ...options, ...COMMON_OPTIONS });
}

/** Words that a command's first operand may be; files where it takes one. */
function operandsOf({ usage }: Command): { readonly words: readonly string[]; readonly isFile: boolean } {
  const [first = ''] = usage.split(' ');
  const words = /^[a-z]+(\|[a-z]+)+$/.test(first) ? first.split('|') : [];
  return { words, isFile: first === 'BLUEPRINT' };
}

function bashScript(commands: Commands): string {
  const cases = Object.entries(commands).map(([name, command]) => {
    const { words, isFile } = operandsOf(command);
    const flags = optionsOf(command).map(([option]) => `--${option}`);
    return `    ${name}) flags="${flags.join(' ')}"; words="${words.join(' ')}"; files=${isFile ? 1 : 0} ;;`;
  });
  const values = valueCases(commands);
  return `# bash completion of rollouts; load it with: source <(rollouts completion bash)
_rollouts() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word flags="" words="" files=0
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) command="$word"; break ;; esac
  done
  if [ -z "$command" ]; then
    COMPREPLY=($(compgen -W "${Object.keys(commands).join(' ')} help --help --version" -- "$current"))
    return
  fi
  case "$previous" in
${values}
  esac
  case "$command" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *)
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      if [ "$files" = 1 ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
      ;;
  esac
}
complete -o filenames -F _rollouts rollouts
`;
}

/** Options whose value is one of a few, a file, or anything: an option is the same for every command that has it. */
function valueCases(commands: Commands): string {
  const all = new Map(Object.values(commands).flatMap(optionsOf));
  return [...all]
    .filter(([, { type }]) => type === 'string')
    .map(([name, { placeholder, choices }]) => {
      const found =
        choices !== undefined
          ? `COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current"))`
          : placeholder === 'FILE'
            ? 'COMPREPLY=($(compgen -f -- "$current"))'
            : 'COMPREPLY=()';
      return `    --${name}) ${found}; return ;;`;
    })
    .join('\n');
}

function zshScript(commands: Commands): string {
  const names = Object.entries(commands).map(([name, { summary }]) => `    ${quote(`${name}:${summary}`)}`);
  const cases = Object.entries(commands).map(([name, command]) => {
    const { words, isFile } = operandsOf(command);
    const operand = isFile ? "'*:file:_files'" : words.length > 0 ? quote(`1:what:(${words.join(' ')})`) : "'*:name: '";
    return `    ${name}) _arguments ${[...optionsOf(command).map(zshOption), operand].join(' ')} ;;`;
  });
  return `#compdef rollouts
# zsh completion of rollouts; put it into a directory of $fpath as _rollouts
_rollouts() {
  local -a commands
  commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
_rollouts "$@"
`;
}

function zshOption([name, { type, summary, placeholder = '', choices }]: readonly [string, CommandOption]): string {
  const about = `--${name}[${summary.replaceAll(/[[\]]/g, '')}]`;
  if (type === 'boolean') return quote(about);
  const action = choices !== undefined ? `(${choices.join(' ')})` : placeholder === 'FILE' ? '_files' : ' ';
  return quote(`${about}:${placeholder}:${action}`);
}

/** In single quotes, as both shells read them. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
