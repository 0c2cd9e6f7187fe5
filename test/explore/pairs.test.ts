import { seededRandom } from '../../lib/emulator/random';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { flowOf } from './flows';
import { firstsOf, followFirst } from './pairs';
import { WITHOUT_DEAD_MANS_SWITCH } from './mutations';
import { oneOfEachClass, type Point } from './points';
import type { Job } from './result';
import { survey, wayOf } from './survey';

const template = synthesize();
const flow = flowOf('standard completes');

jest.setTimeout(60_000);

describe('firstsOf', () => {
  const point = (name: string, at: number): Point => ({
    class: name,
    faults: [{ faults: { at } }],
    beyond: false,
    brief: true,
    at,
    place: `${at}`,
    like: `${at}`,
  });
  const own = ['one', 'two', 'three'].flatMap((name) => [1, 2, 3].map((at) => point(name, at)));
  const drawn = (seed: string) => firstsOf([{ flow: 'a', own }], seededRandom(seed));

  it('draws one of each class', () => {
    expect(
      drawn('1')
        .map(({ class: name }) => name)
        .toSorted(),
    ).toEqual(['one', 'three', 'two']);
  });

  it('draws by the seed', () => {
    expect(drawn('1')).toEqual(drawn('1'));
    expect(new Set(['1', '2', '3', '4'].map((seed) => JSON.stringify(drawn(seed)))).size).toBeGreaterThan(1);
  });
});

describe('followFirst', () => {
  let points: readonly Point[];
  let way: ReadonlySet<string>;

  beforeAll(async () => {
    points = oneOfEachClass(await survey(template, flow));
    way = await wayOf(template, flow);
  });

  function firstOf(pattern: RegExp): Job & { readonly first: Pick<Point, 'at' | 'brief'> } {
    const found = points.find((point) => pattern.test(point.class));
    if (found === undefined) throw new Error(`no point is like ${pattern.source}`);
    const { class: name, faults, beyond, at, brief } = found;
    return { flow: flow.name, class: name, faults, beyond, first: { at, brief } };
  }

  it('strikes what can strike while the first fault is felt, and nothing twice', async () => {
    const before = { way, struck: new Set<string>() };
    const first = firstOf(/^Mark passed \| DynamoDB.PutItem \| killed after$/);
    const result = await followFirst(template, first, before);
    expect(result.violations).toEqual([]);
    expect(result.followers?.classes).toBeGreaterThan(30);
    expect(before.struck.size).toBe(result.followers?.classes);
    const again = await followFirst(template, first, before);
    expect(again.followers).toEqual({ classes: result.followers?.classes, runs: 1 });
  });

  it('tells which two faults break a rule', async () => {
    const { template: change = (unchanged) => unchanged } = WITHOUT_DEAD_MANS_SWITCH;
    const struck = new (class extends Set<string> {
      /** As if all but one kind had struck elsewhere. */
      override has(like: string): boolean {
        return !like.endsWith('| Stop in the console');
      }
    })();
    const first = firstOf(/^Run smoke tests \| SageMakerRuntime.InvokeEndpoint \| server error$/);
    const { violations, job } = await followFirst(change(template), first, { way, struck });
    expect(violations.map(({ rule }) => rule)).toContain('ends');
    expect(job.parts?.map(({ class: name }) => name)).toEqual([
      expect.stringMatching(/^Run smoke tests .* \+ .* \| Stop in the console$/),
    ]);
    expect(job.parts?.[0]?.faults).toHaveLength(2);
  });
});
