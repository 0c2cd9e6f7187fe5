import { main } from '../../lib/cli/main';
import type { Command } from '../../lib/cli/command';
import type { Io } from '../../lib/cli/io';

/** What a run of the CLI left behind. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Setting {
  /** Files by path; `-` is standard input. */
  readonly files?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, Command>>;
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** Runs the CLI without a process around it. */
export async function rollouts(argv: readonly string[], setting: Setting = {}): Promise<Run> {
  const { files = {}, isTerminal = false, environment = {}, commands } = setting;
  const { now = Date.now, sleep = () => Promise.resolve() } = setting;
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    read: (path, mostBytes) => {
      const text = files[path];
      if (text === undefined) return Promise.reject(Object.assign(new Error('no entry'), { code: 'ENOENT' }));
      return Promise.resolve(text.slice(0, mostBytes + 1));
    },
    interrupted: () => Promise.resolve(),
    now,
    sleep,
    columns: 100,
    isTerminal,
    environment,
  };
  const code = await main(argv, io, commands);
  return { code, out, err };
}
