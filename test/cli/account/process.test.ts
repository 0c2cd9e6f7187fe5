import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..', '..');
const BLUEPRINT = `
endpoint: fraud-detector
model: fraud-detector-v42
phases:
  - { name: canary, traffic: 20%, bake: 4m }
  - { name: full, traffic: 100%, bake: 4m, gate: manual }
`;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A real process of the CLI, as a shell would start it. */
function start(argv: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out: () => string;
} {
  const { AWS_PROFILE: _, AWS_REGION: __, ...environment } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', join('bin', 'rollouts.ts'), ...argv], {
    cwd: ROOT,
    env: { ...environment, AWS_EC2_METADATA_DISABLED: 'true' },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return { child, ended, out: () => out };
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('the CLI as processes, with an emulator behind a port', () => {
  let emulator: ReturnType<typeof start>;
  let blueprint: string;
  const rollouts = (...argv: readonly string[]) => start([...argv, '--endpoint-url', url()]);
  const url = () => /http:\/\/127\.0\.0\.1:\d+/.exec(emulator.out())?.[0] ?? '';

  beforeAll(async () => {
    blueprint = join(mkdtempSync(join(tmpdir(), 'rollouts-')), 'blueprint.yaml');
    writeFileSync(blueprint, BLUEPRINT);
    emulator = start(['emulate', '--port', '0', '--speed', '600']);
    await until(() => url() !== '');
  }, 60_000);

  afterAll(async () => {
    emulator.child.kill('SIGINT');
    await emulator.ended;
  });

  it('launches and watches in one process while another opens the gate', async () => {
    const launched = rollouts('launch', blueprint, '--watch', '--every', '200ms');
    await until(() => launched.out().includes('waits for approval'));
    const wrong = await rollouts('approve', 'fraud-detector', 'canary', '--reason', 'looks fine').ended;
    expect(wrong.err).toContain('it waits at the gate of phase full');
    expect(wrong.code).toBe(1);
    const approved = await rollouts('approve', 'fraud-detector', 'full', '--reason', 'looks fine').ended;
    expect(approved.out).toContain('fraud-detector/1: approve as emulator, with effect at once');
    expect(approved.code).toBe(0);
    const { code, out } = await launched.ended;
    expect(out).toContain('promoted by emulator: looks fine');
    expect(out).toMatch(/fraud-detector\/1 completed: fraud-detector-v42 met every gate\n$/);
    expect(code).toBe(0);
  }, 60_000);
});
