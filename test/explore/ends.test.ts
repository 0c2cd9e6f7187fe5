import { synthesize } from '../../lib/rehearsal/synthesize';
import { createEnds, endOf, type Ends, momentsOf } from './ends';
import { flowOf } from './flows';
import { brokenSoFar, violationsOf } from './invariants';
import { WITHOUT_DEAD_MANS_SWITCH } from './mutations';
import { type Point, unlikePoints } from './points';
import { summarize } from './result';
import { violationsOfRide, rideOnce } from './ride';
import { surveyed } from './survey';

const template = synthesize();
const stopped = flowOf('stopped in the console');
const flow = flowOf('standard completes');

/** What is known within a flow by its run without faults. */
async function learntWithin(everywhere: Ends): Promise<Ends> {
  const ends = everywhere.within();
  const { way, ran } = await rideOnce({ template, flow, ends }, []);
  ends.learn(way, ran);
  return ends;
}

jest.setTimeout(60_000);

describe('ends that are known', () => {
  let ends: Ends;
  let texts: readonly string[];
  let points: readonly Point[];
  let base: ReadonlyMap<string, number>;
  const pointsOf = (pattern: RegExp): readonly Point[] => points.filter((point) => pattern.test(point.class));

  beforeAll(async () => {
    // Another flow's way back is the same.
    const { ran, way } = await surveyed(template, flowOf('canary goes back by an alarm'));
    ends = createEnds();
    ends.learn(way, ran);
    texts = [...momentsOf(way, ran).keys()].toReversed();
    const own = await surveyed(template, stopped);
    points = unlikePoints(own.points);
    base = momentsOf(own.way, own.ran);
  });

  it('are learnt for each standstill of a way back, nearer and nearer to it', () => {
    const known = texts.map((text) => ends.of(text));
    expect(known.length).toBeGreaterThan(2);
    expect(known.map((end) => end?.outcome)).toEqual(texts.map(() => 'rolled_back'));
    const rests = known.map((end) => end?.rest ?? 0);
    expect(rests).toEqual(rests.toSorted((a, b) => b - a));
    expect([...ends.onward(texts[0] ?? '')].map(({ text }) => text)).toEqual(texts);
  });

  it('are known on a way forward in runs of the same flow alone', async () => {
    const everywhere = createEnds();
    const within = await learntWithin(everywhere);
    const given = unlikePoints((await surveyed(template, flow)).points)
      .filter(({ class: name }) => /^Shift traffic \| \S+ \| slow$/.test(name))
      .slice(-1);
    const [short, whole] = await Promise.all(
      [within, everywhere].map(async (some) => rideOnce({ template, flow, ends: some, base: new Map() }, given)),
    );
    expect([short?.struck, whole?.struck]).toEqual([given, given]);
    expect(short?.ran.known?.outcome).toBe('completed');
    expect(whole?.ran.known).toBeUndefined();
    expect(whole?.ran.record?.last?.outcome).toBe('completed');
    const lasted = [short, whole].map((ridden) =>
      ridden === undefined ? 0 : endOf(ridden.ran).restedAt - ridden.ran.startedAt,
    );
    expect(Math.abs((lasted[0] ?? 0) - (lasted[1] ?? 0))).toBeLessThan(30_000);
  });

  it('do not count while a word is on its way', async () => {
    const within = await learntWithin(createEnds());
    const given = unlikePoints((await surveyed(template, flow)).points)
      .filter(({ class: name }) => name === 'Run smoke tests | moment | abort')
      .slice(-1);
    // However long it takes.
    const slowly = [
      { caller: 'Abort', call: 'DynamoDB.GetItem', nth: 1, kind: 'late' },
      { caller: 'RunSmokeTests', call: 'SageMakerRuntime.InvokeEndpoint', nth: 1, kind: 'killed before' },
    ];
    for (const faults of [[], slowly]) {
      const spoken = { ...flow, scenario: { ...flow.scenario, faults } };
      const { ran, struck } = await rideOnce({ template, flow: spoken, ends: within, base: new Map() }, given);
      expect(struck).toEqual(given);
      expect(ran.record?.last?.outcome).toBe('rolled_back');
    }
  });

  it('are as good as having seen them', async () => {
    const given = pointsOf(/^Take over \| DynamoDB.PutItem \| reply lost$/);
    const whole = await rideOnce({ template, flow: stopped }, given);
    const short = await rideOnce({ template, flow: stopped, ends, base: new Map() }, given);
    expect(given.length).toBeGreaterThan(0);
    expect(whole.struck).toEqual(given);
    expect(short.struck).toEqual(given);
    expect(short.ran.known).toBeDefined();
    expect(short.ran.seen.calls.length).toBeLessThan(whole.ran.seen.calls.length);
    await expect(violationsOfRide(short, false, ends)).resolves.toEqual([]);
    const job = { flow: stopped.name, class: '', faults: [], beyond: false };
    const [expected, found] = [whole, short].map(({ ran }) => summarize(job, ran, []));
    expect(found?.outcome).toBe(expected?.outcome);
    // A look more or less.
    expect(Math.abs((found?.seconds ?? 0) - (expected?.seconds ?? 0))).toBeLessThan(15);
    expect(Math.abs((found?.toSafety ?? 0) - (expected?.toSafety ?? 0))).toBeLessThan(15);
  });

  it('end no run that can strike still', async () => {
    const given = [
      ...pointsOf(/^Take over \| DynamoDB.PutItem \| reply lost$/),
      ...pointsOf(/^Close release \| DynamoDB.PutItem \| reply lost$/),
    ];
    const { struck } = await rideOnce({ template, flow: stopped, ends, base }, given);
    expect(new Set(struck.map(({ class: name }) => name)).size).toBe(2);
    expect(struck).toEqual((await rideOnce({ template, flow: stopped }, given)).struck);
  });

  it('end no run that may have broken a rule', async () => {
    const { ran } = await rideOnce({ template, flow: stopped }, []);
    expect(brokenSoFar({ ...ran, known: { outcome: 'rolled_back', rest: 1 } })).toEqual([]);
    expect(brokenSoFar({ ...ran, known: { outcome: 'rolled_back', rest: 1e6 } })).toEqual([
      { rule: 'ends', what: 'it may take longer than the bound: 1000000 s more' },
    ]);
    const lost = { ...ran, history: [], known: { outcome: 'rolled_back', rest: 1 } };
    await expect(violationsOf(lost, false)).resolves.toEqual([
      { rule: 'audit', what: 'release 1 is not in the history (end rolled_back)' },
    ]);
  });

  it('are proved: a run that was followed and ends otherwise breaks a rule', async () => {
    const ridden = await rideOnce({ template, flow: stopped }, []);
    const proof = { class: 'a fault', end: { outcome: 'completed', rest: 1 } };
    await expect(violationsOfRide({ ...ridden, proof }, false)).resolves.toEqual([
      { rule: 'as known', what: 'rolled_back in place of completed after a fault' },
    ]);
    await expect(violationsOfRide(ridden, false)).resolves.toEqual([]);
  });

  it('hide no missing safeguard', async () => {
    const { template: change = (unchanged) => unchanged } = WITHOUT_DEAD_MANS_SWITCH;
    // Without the rule for dead executions nobody goes on, however well others have ended from here.
    const alarmed = flowOf('canary goes back by an alarm');
    const back = unlikePoints((await surveyed(template, alarmed)).points);
    const stops = back.filter((point) => /^Verify \| moment \| Stop of a rollback$/.test(point.class));
    const ridden = await rideOnce(
      { template: change(template), flow: alarmed, ends, base: new Map(), longest: 3 * 3_600_000 },
      stops,
    );
    expect(ridden.struck.length).toBe(1);
    expect((await violationsOfRide(ridden, false, ends)).map(({ rule }) => rule)).toContain('ends');
  });
});
