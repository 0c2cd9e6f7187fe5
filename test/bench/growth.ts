import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { runFleet } from '../explore/fleet';

/*
 * Time and memory of so many releases at once in one emulated account, under the account's API rate limits: how they grow.
 * Each size has a process of its own, because memory is measured at its peak.
 *
 *   node --import tsx test/bench/growth.ts [SIZE …]
 */

const SIZES = [1, 10, 100, 1000];
const MEBIBYTE = 1024;

async function measureOne(releases: number): Promise<void> {
  const before = process.cpuUsage();
  const { outcomes, seconds, throttled } = await runFleet(releases, 'quotas');
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1e6;
  const columns = [
    String(releases).padStart(8),
    processor.toFixed(1).padStart(12),
    ((1000 * processor) / releases).toFixed(0).padStart(15),
    (process.resourceUsage().maxRSS / MEBIBYTE).toFixed(0).padStart(11),
    (seconds / 60).toFixed(0).padStart(15),
    String(throttled).padStart(10),
    `  ${JSON.stringify(outcomes)}`,
  ];
  console.log(columns.join(''));
}

function main(sizes: readonly number[]): void {
  console.log('releases processor s  ms per release  peak MiB  virtual minutes  throttled  outcomes');
  for (const size of sizes) {
    const run = ['--import', 'tsx', __filename, '--one', String(size)];
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
    process.stdout.write(execFileSync(process.execPath, run, { encoding: 'utf8', env }));
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--one') void measureOne(Number(rest[0]));
else main(first === undefined ? SIZES : [first, ...rest].map(Number));
