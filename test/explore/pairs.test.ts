import { seededRandom } from '../../lib/emulator/random';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { rollback } from '../../lib/workflows/rollback';
import { standard } from '../../lib/workflows/standard';
import { flowOf } from './flows';
import { firstsOf, followFirst, pairKey } from './pairs';
import { WITHOUT_DEAD_MANS_SWITCH } from './mutations';
import { oneOfEachClass, type Point } from './points';
import type { Job } from './result';
import { survey, waysOf } from './survey';

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

  it('puts the shortest flows first', () => {
    const short = [point('one', 0.5)];
    const flows = firstsOf(
      [
        { flow: 'long', own },
        { flow: 'short', own: short },
      ],
      seededRandom('1'),
    );
    expect(flows.map((job) => job.flow)).toEqual(['short', 'long', 'long', 'long']);
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
    way = (await waysOf(template, [flow])).get(flow.name) ?? new Set();
  });

  function firstOf(pattern: RegExp): Job & { readonly first: Pick<Point, 'at' | 'brief'> } {
    const found = points.find((point) => pattern.test(point.class));
    if (found === undefined) throw new Error(`no point is like ${pattern.source}`);
    const { class: name, faults, beyond, at, brief } = found;
    return { flow: flow.name, class: name, faults, beyond, first: { at, brief } };
  }

  it('strikes what can strike while the first fault is felt, and nothing twice', async () => {
    const before = { way, known: new Set<string>() };
    const first = firstOf(/^Mark passed \| DynamoDB.PutItem \| killed after$/);
    const result = await followFirst(template, first, before);
    expect(result.violations).toEqual([]);
    const { classes = 0, known = [] } = result.followers ?? {};
    expect(classes).toBeGreaterThan(30);
    expect(result.followers?.struck).toBe(classes);
    expect([...before.known]).toEqual(known);
    const again = await followFirst(template, first, before);
    expect(again.followers).toEqual({ classes, struck: 0, runs: 1, known: [] });
  });

  it('strikes no two classes again that were struck in another flow', async () => {
    const first = firstOf(/^Mark passed \| DynamoDB.PutItem \| killed after$/);
    const [second] = (await followFirst(template, first, { way, known: new Set() })).followers?.known ?? [];
    if (second === undefined) throw new Error('nothing was struck');
    const elsewhere = new Set([second]);
    const { followers } = await followFirst(template, first, { way, known: elsewhere });
    expect(followers?.struck).toBe((followers?.classes ?? 0) - 1);
  });

  it('tells which two faults break a rule', async () => {
    const { template: change = (unchanged) => unchanged } = WITHOUT_DEAD_MANS_SWITCH;
    const first = firstOf(/^Run smoke tests \| SageMakerRuntime.InvokeEndpoint \| server error$/);
    const states = [standard(), rollback()].flatMap(({ States }) => Object.keys(States));
    const open = new Set(states.map((state) => pairKey(first, { class: `${state} | moment | Stop in the console` })));
    const known = new (class extends Set<string> {
      /** As if all but one kind had struck in another flow. */
      override has(key: string): boolean {
        return key.startsWith('pair') && !open.has(key);
      }
    })();
    const { violations, job } = await followFirst(change(template), first, { way, known });
    expect(violations.map(({ rule }) => rule)).toContain('ends');
    expect(job.parts?.map(({ class: name }) => name)).toEqual([
      expect.stringMatching(/^Run smoke tests .* \+ .* \| Stop in the console$/),
    ]);
    expect(job.parts?.[0]?.faults).toHaveLength(2);
  });
});
