import { createReadStream } from 'node:fs';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { Io } from './io';

/** The real screen, files and environment. */
export function processIo(): Io {
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    read: (path, mostBytes) => {
      // `end` is inclusive: one byte more than wanted tells that there is more.
      const source = path === '-' ? process.stdin : createReadStream(path, { end: mostBytes });
      return readStart(source, mostBytes + 1);
    },
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
    now: Date.now,
    sleep: (milliseconds) => setTimeout(milliseconds),
    columns: process.stdout.columns ?? 80,
    isTerminal: process.stdout.isTTY,
    environment: process.env,
  };
}

async function readStart(source: Readable, bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    const buffer = Buffer.from(chunk);
    chunks.push(buffer);
    length += buffer.length;
    if (length >= bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, bytes).toString('utf8');
}
