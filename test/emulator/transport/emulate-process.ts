import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');

/** `rollouts emulate` in a process of its own. */
export interface EmulateProcess {
  readonly url: string;
  /** Outputs of the stack, as the process has printed them. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Presses Ctrl-C; resolves to the exit code. */
  interrupt(): Promise<number | null>;
}

/** Starts the CLI's command as it is and waits until it listens. */
export async function startEmulate(args: readonly string[]): Promise<EmulateProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/rollouts.ts', 'emulate', ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails half-way must not leave it behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const welcome = await readWelcome(child);
  const url = /AWS is emulated at (http:\S+?),/.exec(welcome)?.[1];
  if (url === undefined) throw new Error(`no address in ${welcome}`);
  return {
    url,
    outputs: Object.fromEntries([...welcome.matchAll(/^ {2}(\w+) +(\S+)$/gm)].map(([, key, value]) => [key, value])),
    async interrupt() {
      process.off('exit', kill);
      if (child.exitCode !== null) return child.exitCode;
      child.kill('SIGINT');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}

async function readWelcome({ stdout, stderr }: ChildProcess): Promise<string> {
  if (stdout === null || stderr === null) throw new Error('the process has no output');
  let written = '';
  let complaints = '';
  stderr.on('data', (chunk) => (complaints += String(chunk)));
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    written += String(chunk);
    if (written.includes('Stop with Ctrl-C.')) return written;
  }
  throw new Error(`rollouts emulate ended before it listened: ${written}${complaints}`);
}
