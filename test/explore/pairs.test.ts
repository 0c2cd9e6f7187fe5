import { seededRandom } from '../../lib/emulator/random';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { rollback } from '../../lib/workflows/rollback';
import { standard } from '../../lib/workflows/standard';
import { flowOf } from './flows';
import { firstsOf, followFirst, pairKey } from './pairs';
import { WITHOUT_DEAD_MANS_SWITCH } from './mutations';
import { oneOfEachClass, type Point } from './points';
import type { Job } from './result';
import { survey, type Way, waysOf } from './survey';

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
    like: `${at} ${name}`,
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

  it('draws one of those that are alike', () => {
    const alike = [
      { ...point('one', 1), like: 'the same' },
      { ...point('two', 1), like: 'the same' },
      point('three', 1),
    ];
    expect(firstsOf([{ flow: 'a', own: alike }], seededRandom('1'))).toHaveLength(2);
  });

  it('draws by the seed', () => {
    expect(drawn('1')).toEqual(drawn('1'));
    expect(new Set(['1', '2', '3', '4'].map((seed) => JSON.stringify(drawn(seed)))).size).toBeGreaterThan(1);
  });
});

describe('followFirst', () => {
  let points: readonly Point[];
  let way: Way;

  beforeAll(async () => {
    points = oneOfEachClass(await survey(template, flow));
    way = (await waysOf(template, [flow])).get(flow.name) ?? { places: new Set() };
  });

  function firstOf(pattern: RegExp): Job & { readonly first: Pick<Point, 'at' | 'brief' | 'place'> } {
    const found = points.find((point) => pattern.test(point.class));
    if (found === undefined) throw new Error(`no point is like ${pattern.source}`);
    const { class: name, faults, beyond, at, brief, place } = found;
    return { flow: flow.name, class: name, faults, beyond, first: { at, brief, place } };
  }

  it('strikes what can strike while the first fault is felt, and nothing twice', async () => {
    const before = { way, known: new Set<string>() };
    const first = firstOf(/^Mark passed \| DynamoDB.PutItem \| killed after$/);
    const result = await followFirst(template, first, before);
    expect(result.violations).toEqual([]);
    const { classes = 0, known = [] } = result.followers ?? {};
    expect(classes).toBeGreaterThan(30);
    // The others are alike: a refused call is, whatever it is refused with.
    expect(result.followers?.struck).toBeGreaterThan(classes / 2);
    expect(result.followers?.struck).toBeLessThan(classes);
    expect(known.filter((key) => key.startsWith('pair')).length).toBeGreaterThanOrEqual(classes);
    expect([...before.known]).toEqual(known);
    const again = await followFirst(template, first, before);
    expect(again.followers).toEqual({ classes, struck: 0, runs: 1, tooMany: [], known: [] });
  });

  it('strikes no two classes again that were struck in another flow', async () => {
    const first = firstOf(/^Mark passed \| DynamoDB.PutItem \| killed after$/);
    const { known = [] } = (await followFirst(template, first, { way, known: new Set() })).followers ?? {};
    const elsewhere = new Set(known.filter((key) => key.startsWith('pair')));
    const { followers } = await followFirst(template, first, { way, known: elsewhere });
    expect(followers).toMatchObject({ struck: 0, runs: 1 });
  });

  it('strikes more than one that lasts in a run, and counts the pairs of these too', async () => {
    const first = firstOf(/^Close release \| DynamoDB.PutItem \| throttled for 10m$/);
    const { followers } = await followFirst(template, first, { way, known: new Set() });
    const pairs = followers?.known.filter((key) => key.startsWith('pair')) ?? [];
    expect(pairs.length).toBeGreaterThan(followers?.classes ?? 0);
    expect(followers?.runs).toBeLessThan((followers?.struck ?? 0) / 2);
  });

  it('strikes nothing that comes before the first fault in the same instant', async () => {
    // A word to a release that ends is refused, so nothing is tried again.
    const first = firstOf(/^Close release \| moment \| promote$/);
    const { followers } = await followFirst(template, first, { way, known: new Set() });
    const keysOf = (call: string) =>
      points
        .filter((point) => point.class.startsWith(`Close release | ${call} `))
        .map((point) => pairKey(first, point));
    expect(followers?.classes).toBeGreaterThan(0);
    expect(keysOf('Lambda.Invoke').length).toBeGreaterThan(5);
    for (const key of keysOf('Lambda.Invoke')) expect(followers?.known).not.toContain(key);
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
