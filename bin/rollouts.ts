#!/usr/bin/env node
import process from 'node:process';
import { main } from '../lib/cli/main';
import { processIo } from '../lib/cli/process-io';

// The SDK warns on every start under Node 20 that its days are numbered: not news to somebody who waits for a result.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

// A reader such as `head` that has seen enough is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

async function run(): Promise<void> {
  process.exitCode = await main(process.argv.slice(2), processIo());
}

void run();
