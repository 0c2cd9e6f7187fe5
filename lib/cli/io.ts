/** Everything a command may touch outside itself; a test passes its own. */
export interface Io {
  /** Writes a result, for people or for the next program in the pipe. */
  out(text: string): void;
  /** Writes progress and complaints. */
  err(text: string): void;
  /** Reads a text file, or standard input where the path is `-`: the first `mostBytes` and one more if there are more. */
  read(path: string, mostBytes: number): Promise<string>;
  /** Resolves when the person or the system asks the program to end (Ctrl-C, SIGTERM). */
  interrupted(): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Characters in a line of the screen. */
  readonly columns: number;
  /** Whether results go to a person's screen. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What the exit code tells a script. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
