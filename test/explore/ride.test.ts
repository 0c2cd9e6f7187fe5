import { synthesize } from '../../lib/rehearsal/synthesize';
import { BACK } from './chances';
import { FLOWS, flowOf } from './flows';
import { violationsOf } from './invariants';
import { type Mutation, WITHOUT_DEAD_MANS_SWITCH } from './mutations';
import type { SeenCall } from './observe';
import { oneOfEachClass, type Point, struckElsewhere, surveyor, UNASKED, unlikePoints } from './points';
import { rideOnce } from './ride';
import { type Ran, runOnce, scenarioDocument } from './run-once';
import { survey } from './survey';

const template = synthesize();
const flow = flowOf('standard completes');
const stopped = flowOf('stopped in the console');

async function rideWith(points: readonly Point[], change: Mutation['template'] = (unchanged) => unchanged) {
  return rideOnce({ template: change(template), flow, longest: 3 * 3_600_000 }, points);
}

function endOf({ record, restedAt, startedAt }: Ran) {
  return { outcome: record?.last?.outcome, reason: record?.last?.reason, after: (restedAt ?? 0) - startedAt };
}

jest.setTimeout(60_000);

describe('ride', () => {
  let points: readonly Point[];
  const classed = (pattern: RegExp): Point[] => points.filter((point) => pattern.test(point.class));

  beforeAll(async () => {
    points = unlikePoints(await survey(template, flow));
  });

  it('strikes one fault after the other while the release goes on as it would have', async () => {
    const { ran, struck } = await rideWith(classed(/\| (throttled|killed after|duplicated)$/));
    expect(new Set(struck.map(({ class: name }) => name.split(' | ')[0])).size).toBeGreaterThan(10);
    expect(endOf(ran).outcome).toBe('completed');
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
  });

  it('tells what it has struck as faults of a scenario that end in the same way', async () => {
    const { ran, struck, faults } = await rideWith(classed(/\| (request lost|slow|dropped|pause, resumed after 3m)$/));
    expect(struck.length).toBeGreaterThan(5);
    expect(endOf(await runOnce({ template, flow, faults }))).toEqual(endOf(ran));
  });

  it('strikes one attempt after the other of the same state', async () => {
    const { ran, struck } = await rideWith(classed(/^Close release \| .* \| killed (before|after)$/));
    expect(struck.length).toBeGreaterThan(3);
    expect(endOf(ran).outcome).toBe('completed');
  });

  it('strikes one call after the other of an invocation that does not know of it', async () => {
    const { ran, struck } = await rideWith(classed(/^Close release \| (?!Lambda).* \| late$/));
    const isInvocation = ({ call, state }: SeenCall): boolean => call === 'Lambda.Invoke' && state === 'Close release';
    expect(struck.length).toBeGreaterThan(2 * ran.seen.calls.filter(isInvocation).length);
  });

  it('strikes with what lasts first attempts alone', async () => {
    const [killed] = classed(/^Mark passed \| DynamoDB.GetItem \| killed before$/);
    const [lasting] = classed(/^Mark passed \| DynamoDB.GetItem \| throttled for 10m$/);
    const { struck } = await rideWith([killed, lasting].filter((point) => point !== undefined));
    expect(struck).toEqual([killed]);
  });

  it('strikes no more once a fault has changed the way', async () => {
    const [abort] = classed(/^Mark passed \| moment \| abort$/);
    const { ran, struck } = await rideWith([
      // What is not told is told in the state that follows.
      ...classed(
        /^(Open release|Deploy candidate|Judge|Finalize|Close release) \| (?!EventBridge|DynamoDB\.PutItem).* \| server error$/,
      ),
      ...(abort === undefined ? [] : [abort]),
    ]);
    expect(endOf(ran).outcome).toBe('rolled_back');
    expect(struck.length).toBeGreaterThan(3);
    expect(struck.at(-1)).toBe(abort);
  });

  it("finds that the dead man's switch is missing, after faults that it has survived", async () => {
    const [stop] = classed(/^Mark passed \| moment \| Stop in the console$/);
    const given = [
      ...classed(/^Judge \| (?!EventBridge|DynamoDB\.PutItem).* \| throttled$/),
      ...(stop === undefined ? [] : [stop]),
    ];
    const { ran, struck } = await rideWith(given, WITHOUT_DEAD_MANS_SWITCH.template);
    expect(struck.length).toBeGreaterThan(1);
    expect((await violationsOf(ran, false)).map(({ rule }) => rule)).toContain('ends');
  });

  it('strikes on wherever a call of the class comes, once a fault has changed the way', async () => {
    const [abort] = classed(/^Bake \| moment \| abort$/);
    const back = await survey(template, stopped);
    const next = back.filter(({ class: name }) =>
      /^(Restore traffic|Verify) \| DynamoDB.PutItem \| throttled/.test(name),
    );
    const given = [...(abort === undefined ? [] : [abort]), ...oneOfEachClass(next)];
    const { struck, elsewhere, ran } = await rideOnce({ template, flow, onward: 1 }, given);
    expect(struck[0]).toBe(abort);
    expect([...elsewhere].map(({ class: name }) => name)).toEqual([
      'Verify | DynamoDB.PutItem | throttled',
      'Verify | DynamoDB.PutItem | throttled for 10m',
    ]);
    await expect(violationsOf(ran, false)).resolves.toEqual([]);
    expect((await rideOnce({ template, flow }, given)).struck).toEqual([abort]);
  });

  it('leaves out what the reconciler and people would not miss, and nothing else changes', async () => {
    const given = [
      ...classed(/^(Judge|Close release) \| \S+ \| (reply lost|killed after)$/),
      ...classed(/^Mark passed \| moment \| abort$/),
    ];
    // Where a function may still be struck it is not spared.
    const nowhere = classed(/^(Reconcile|Notify) \| Lambda\.Invoke \| throttled$/).map((point) => ({
      ...point,
      place: 'nowhere',
    }));
    const storyOf = async (some: readonly Point[]) => {
      const { ran, struck } = await rideWith(some);
      const calls = ran.seen.calls.map(({ at, caller, call }) => `${at} ${caller} ${call}`);
      return {
        all: calls.length,
        calls: calls.filter((call) => !/ (Reconcile|Notify) /.test(call)),
        struck,
        end: endOf(ran),
      };
    };
    const [spared, whole] = [await storyOf(given), await storyOf([...given, ...nowhere])];
    expect(spared.end.outcome).toBe('rolled_back');
    expect({ ...spared, all: 0 }).toEqual({ ...whole, all: 0 });
    expect(spared.all).toBeLessThan(0.95 * whole.all);
  });

  it('strikes no more while a fault lies in wait', async () => {
    const [latent] = classed(/^Await candidate \| moment \| weights rolled back$/);
    const { struck } = await rideWith(latent === undefined ? [] : [latent, ...classed(/^Judge .* \| throttled$/)]);
    expect(struck).toEqual([latent]);
  });
});

describe('points that are alike', () => {
  const faultsOf = async (pattern: RegExp, where = stopped): Promise<readonly Point[][]> => {
    const groups = new Map<string, Point[]>();
    for (const point of await survey(template, where)) {
      if (pattern.test(point.class)) groups.set(point.like, [...(groups.get(point.like) ?? []), point]);
    }
    return [...groups.values()].filter(({ length }) => length > 1);
  };
  /** Who called what and when, whatever it was answered. */
  const traceOf = async ({ faults }: Point, where = stopped): Promise<string> => {
    const ran = await runOnce({ template, flow: where, faults });
    const calls = ran.seen.calls.map(({ at, caller, call }) => `${at - ran.startedAt} ${caller} ${call}`);
    return [...calls, ran.record?.last?.outcome].join('\n');
  };

  it('are a call that is refused, whatever it is refused with, where no retrier asks', async () => {
    const refused =
      /^(Restore traffic|Verify|Close release|Deploy candidate|Shift traffic) \| \S+ \| (throttled|server error|access denied)( for 10m)?$/;
    const groups = (await faultsOf(refused)).filter((_, index) => index % 7 === 0);
    expect(groups.length).toBeGreaterThan(5);
    for (const points of groups) {
      const kinds = new Set(points.map(({ class: name, at }) => `${name.split(' | ')[2]} ${at}`));
      const traces = new Set(
        await Promise.all(points.filter(({ at }) => at === points[0]?.at).map((point) => traceOf(point))),
      );
      expect(kinds.size).toBeGreaterThan(1);
      expect(traces.size).toBe(1);
    }
  });

  it('are a vital call that is refused for ten minutes, where the step gives up before', async () => {
    const refused = /^(Shift traffic|Await traffic|Mark passed|Close release|Reconcile) \| \S+ \| .* for 10m$/;
    const isOf = (kind: string) => (point: Point) => point.class.endsWith(` | ${kind} for 10m`);
    const groups = (await faultsOf(refused, flow)).filter(
      (points) =>
        points.some(isOf('server error')) && points.some(isOf('throttled')) && !points[0]?.place.startsWith(BACK),
    );
    const calls = new Set(groups.flatMap((points) => points.map(({ class: name }) => name.split(' | ')[1])));
    expect(calls).toEqual(new Set(['Lambda.Invoke', 'DynamoDB.GetItem', 'DynamoDB.PutItem', 'DynamoDB.Query']));
    for (const points of groups.filter((_, index) => index % 4 === 0)) {
      const both = ['server error', 'throttled'].flatMap((kind) => points.find(isOf(kind)) ?? []);
      const [one, other] = await Promise.all(both.map((point) => traceOf(point, flow)));
      expect(one).toBe(other);
    }
  });

  it('are what lasts from a look that finds nothing, and from the next call of the same kind', async () => {
    const outages = /\| (Lambda\.Invoke|CloudWatch\.DescribeAlarms) \| throttled for 10m$/;
    const groups = (await faultsOf(outages, flow)).flatMap((points) => {
      const look = points.find(({ class: name }) => name.startsWith('Reconcile '));
      const next = points.find(
        ({ class: name, at }) => look !== undefined && at >= look.at && !/^(Reconcile|Notify) /.test(name),
      );
      return look === undefined || next === undefined ? [] : [[look, next] as const];
    });
    expect(groups.length).toBeGreaterThan(3);
    /** What the flow does, however often. */
    const flowOfRun = async ({ faults }: Point) => {
      const ran = await runOnce({ template, flow, faults });
      const calls = ran.seen.calls.flatMap(({ state, call }) =>
        /^(Reconcile|Notify|rule|alarm\/.*)$/.test(state) ? [] : `${state} ${call}`,
      );
      return [...new Set(calls), endOf(ran).outcome];
    };
    for (const [look, next] of groups) expect(await flowOfRun(look)).toEqual(await flowOfRun(next));
  });

  it('are not a call that is throttled and one that fails where a retrier tells them apart', async () => {
    const groups = await faultsOf(/^Judge \| \S+ \| (throttled|server error|access denied)$/, flow);
    const kinds = groups.map((points) => new Set(points.map(({ class: name }) => name.split(' | ')[2])));
    const together = kinds.filter(({ size }) => size > 1);
    expect(together.length).toBeGreaterThan(0);
    for (const some of together) expect(some).toEqual(new Set(['server error', 'access denied']));
  });
});

describe('what no retrier asks about', () => {
  it('is called in no state that tells one refusal from another', async () => {
    const surveys = await Promise.all(FLOWS.map(async (one) => survey(template, one)));
    const likes = surveys.flat().flatMap(({ class: name, at, like }) => {
      const [state = '', call = '', kind = ''] = name.split(' | ');
      const isWanted = UNASKED.has(call) && /^(throttled|server error)$/.test(kind);
      return isWanted ? [[`${state} ${at} ${like.split(' refused')[0]}`, like] as const] : [];
    });
    expect(likes.length).toBeGreaterThan(100);
    const kinds = new Map<string, Set<string>>();
    for (const [where, like] of likes) kinds.set(where, (kinds.get(where) ?? new Set()).add(like));
    expect([...kinds.values()].filter(({ size }) => size > 1)).toEqual([]);
  });
});

describe('points that are alike by what comes between them', () => {
  it('are a function that dies after a call, and before the next one', async () => {
    const points = await survey(template, flow);
    const dying = points.filter(({ class: name }) =>
      /^Mark passed \| DynamoDB\.\S+ \| killed (before|after)$/.test(name),
    );
    const pairs = dying.flatMap((after) => {
      const before = dying.find(({ like, class: name }) => like === after.like && name.endsWith('before'));
      return after.class.endsWith('after') && before !== undefined ? [[after, before]] : [];
    });
    expect(pairs.length).toBeGreaterThan(0);
    for (const both of pairs) {
      const ends = await Promise.all(both.map(async ({ faults }) => endOf(await runOnce({ template, flow, faults }))));
      const [one, other] = ends.map(({ after, ...end }) => ({ ...end, after: Math.round(after / 1000) }));
      expect(one).toEqual(other);
    }
  });
});

describe('places', () => {
  it('on a way back are alike in all flows of a blueprint', async () => {
    const names = ['canary goes back by an alarm', 'stopped in the console'];
    const flows = await Promise.all(
      names.map(async (name) => ({ flow: name, points: unlikePoints(await survey(template, flowOf(name))) })),
    );
    const [first = '', second = ''] = names
      .map((name) =>
        flows.find((one) => one.flow === name)?.points.find((point) => /^Verify .* killed before$/.test(point.class)),
      )
      .map((point) => point?.like);
    expect(second).toBe(first);
    const elsewhere = struckElsewhere(flows);
    expect(flows[0]?.points.some((point) => elsewhere.has(point))).toBe(false);
    const left = flows[1]?.points.filter((point) => !elsewhere.has(point)) ?? [];
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan((flows[1]?.points.length ?? 0) / 2);
  });

  it('on a way back are alike whoever has sent the release back', async () => {
    const verifying = async (pattern: RegExp): Promise<ReadonlySet<string>> => {
      const point = (await survey(template, flow)).find((one) => pattern.test(one.class));
      const { companion, points } = surveyor();
      const scenario = scenarioDocument(flow, point?.faults ?? []);
      await runOnce({ template, flow: { ...flow, scenario }, faults: [], companion: () => companion });
      return new Set(points().flatMap(({ class: name, place }) => (name.startsWith('Remove candidate ') ? place : [])));
    };
    const aborted = await verifying(/^Bake \| moment \| abort$/);
    expect(aborted.size).toBeGreaterThan(5);
    await expect(verifying(/^Bake \| moment \| two rollbacks by persons$/)).resolves.toEqual(aborted);
    await expect(verifying(/^Wait for candidate \| moment \| abort$/)).resolves.not.toEqual(aborted);
  });

  it('are alike where the release waits, and unlike where it has gone on', async () => {
    const points = await survey(template, flow);
    const placesOf = (name: string) => points.filter((point) => point.class === name).map(({ place }) => place);
    const ticks = placesOf('Reconcile | DynamoDB.Query | throttled');
    expect(new Set(ticks).size).toBeLessThan(ticks.length);
    // While the candidate comes up, once there are alarms, and when all is over.
    expect(new Set(ticks).size).toBeGreaterThan(2);
  });

  it('of the reconciler are told apart by all that there is where the fault lasts', async () => {
    const points = await survey(template, flowOf('half the traffic back, and on'));
    const placesOf = (kind: string) =>
      new Set(points.flatMap((one) => (one.class === `Reconcile | DynamoDB.Query | ${kind}` ? [one.place] : []))).size;
    expect(placesOf('throttled for 10m')).toBeGreaterThan(placesOf('throttled'));
  });
});
