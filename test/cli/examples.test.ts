import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseBlueprintText } from '../../lib/cli/read-blueprint';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { ALLOWED } from '../../lib/domain/blueprint/keys';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = join(ROOT, 'examples');

function blueprintOf(name: string): Blueprint {
  const parsed = parseBlueprintText(readFileSync(join(EXAMPLES, name), 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.blueprint;
}

function planOf(name: string): readonly (readonly [share: number, minutes: number])[] {
  return blueprintOf(name).phases.map(({ traffic, bakeSeconds }) => [traffic, bakeSeconds / 60]);
}

describe('the example blueprints', () => {
  const blueprints = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));

  it.each(blueprints)('%s is valid, says what it is about and speaks for itself', (name) => {
    expect(blueprintOf(name).phases.at(-1)?.traffic).toBe(100);
    expect(readFileSync(join(EXAMPLES, name), 'utf8')).toMatch(/^# /);
  });

  it('plan what their comments promise', () => {
    expect(planOf('canary.yaml')).toEqual([
      [1, 10],
      [50, 10],
      [100, 15],
    ]);
    expect(planOf('pauses.yaml')).toEqual([
      [5, 10],
      [20, 20],
      [50, 30],
      [100, 15],
    ]);
    const steps = [15, 25, 35, 45, 55, 65, 75, 85, 95].map((share) => [share, 10]);
    expect(planOf('ramp.yaml')).toEqual([[5, 20], ...steps, [100, 15]]);
    expect(planOf('hold-at-5.yaml')).toEqual([
      [5, 60],
      [100, 15],
    ]);
    expect(blueprintOf('hold-at-5.yaml').phases[1]?.gate).toEqual({ maxSeconds: 7 * 86_400 });
    expect(planOf('standard.yaml')).toEqual([[100, 30]]);
    expect(blueprintOf('first-deployment.yaml').capacity).toEqual({ instanceType: 'ml.m5.large', instances: 2 });
  });
});

describe('docs/blueprint.md', () => {
  const page = readFileSync(join(ROOT, 'docs', 'blueprint.md'), 'utf8');

  it.each(Object.keys(ALLOWED).filter((pattern) => /\w$/.test(pattern)))('explains %s', (pattern) => {
    expect(page).toContain(`\`${pattern.split('.').at(-1)}\``);
  });

  it('shows only blueprints that are valid', () => {
    const blocks = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
    expect(blocks.length).toBeGreaterThan(2);
    for (const text of blocks) {
      const whole = text.includes('endpoint:') ? text : `endpoint: a\nmodel: b\n${text}`;
      expect(parseBlueprintText(whole)).toMatchObject({ ok: true });
    }
  });
});
