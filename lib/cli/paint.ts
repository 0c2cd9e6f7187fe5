import type { Io } from './io';

/** Marks up text for a screen. */
export interface Paint {
  bold(text: string): string;
  good(text: string): string;
  bad(text: string): string;
}

/** Colour for a person's screen; plain text for files, pipes, dumb terminals and whoever sets NO_COLOR. */
export function paintFor(io: Pick<Io, 'isTerminal' | 'environment'>): Paint {
  const { NO_COLOR: noColor = '', TERM: terminal } = io.environment;
  const isPlain = !io.isTerminal || noColor !== '' || terminal === 'dumb';
  const ansi = (start: number, end: number) => (text: string) =>
    isPlain ? text : `\u001B[${start}m${text}\u001B[${end}m`;
  return { bold: ansi(1, 22), good: ansi(32, 39), bad: ansi(31, 39) };
}
