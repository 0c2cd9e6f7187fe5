import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollouts } from '../../cli/support';

const ROOT = join(__dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const README = read('README.md');

describe('README.md', () => {
  it('shows the rehearsal that goes back as the program prints it, line by line', async () => {
    const [blueprint, scenario] = ['examples/canary.yaml', 'examples/scenarios/breach-at-50.yaml'];
    const files = { [blueprint]: read(blueprint), [scenario]: read(scenario) };
    const { out, err } = await rollouts(['rehearse', blueprint, '--scenario', scenario], { files });
    const lines = `${err}\n${out}`.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(25);
    expect(lines.filter((line) => !README.includes(line.trimEnd()))).toEqual([]);
  });

  it('shows the blueprint of the canary example as it is', () => {
    expect(README).toContain(read('examples/canary.yaml').trimEnd());
  });
});
