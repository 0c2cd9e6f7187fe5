import { seededRandom } from '../../lib/emulator/random';
import { pairsOf } from './pairs';
import { callsElsewhere, type Point, stateAndKind } from './points';

const STATES = ['Judge', 'Shift traffic', 'Close release'];
const KINDS = ['throttled', 'killed before', 'slow', 'abort'];

function pointsIn(states: readonly string[], caller: string, nth = 1): Point[] {
  return states.flatMap((state) =>
    KINDS.map((kind) => ({
      class: `${state} | DynamoDB.GetItem | ${kind}`,
      faults: [{ faults: { caller, call: 'DynamoDB.GetItem', kind, state, nth } }],
      beyond: false,
      brief: true,
      place: `${state} ${nth}`,
      like: `${state} ${nth}`,
    })),
  );
}

const own = [...pointsIn(STATES, 'Judge'), ...pointsIn(STATES, 'Judge', 2)];
const back = pointsIn(['Verify'], 'Verify');
const pairs = () => pairsOf([{ flow: 'a', own, elsewhere: back }], seededRandom('1'));

function namesOf(classes: string): string[] {
  return classes.split(' + ').toSorted();
}

describe('pairsOf', () => {
  it('goes through every pair of classes once, and through none of two that only a fault reaches', () => {
    const all = [...pairs().all()].map(({ class: name }) => namesOf(name).join());
    // 12 classes of its own with one another, and each with four elsewhere.
    expect(all).toHaveLength((12 * 11) / 2 + 12 * 4);
    expect(new Set(all).size).toBe(all.length);
    expect(pairs().possible).toBe(all.length);
    expect(all.filter((name) => (name.match(/Verify/g) ?? []).length > 1)).toEqual([]);
  });

  it('goes through them in the order of the seed', () => {
    const first = (seed: string) =>
      [...pairsOf([{ flow: 'a', own, elsewhere: back }], seededRandom(seed)).all()].slice(0, 20);
    expect(first('1')).toEqual(first('1'));
    expect(first('1')).not.toEqual(first('2'));
  });

  it.each([
    ['kind', KINDS],
    // Where only a fault leads, the first fault strikes elsewhere.
    ['state', [...STATES, 'Verify']],
  ] as const)('covers every two of a %s', (what, names) => {
    const covered = pairs().covering.map(({ class: name }) =>
      name
        .split(' + ')
        .map((one) => stateAndKind({ class: one })[what])
        .toSorted()
        .join(' and '),
    );
    const wanted = names.flatMap((a) => names.filter((b) => a < b).map((b) => `${a} and ${b}`));
    expect(covered).toEqual(expect.arrayContaining(wanted));
  });
});

describe('callsElsewhere', () => {
  it('is what functions call that the run does not call', () => {
    expect(callsElsewhere(own, [...own, ...back])).toEqual(back);
  });
});
