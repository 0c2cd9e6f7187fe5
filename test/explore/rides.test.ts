import type { Point } from './points';
import { shareOut } from './rides';

const point = (name: string): Point => ({
  class: name,
  faults: [],
  beyond: false,
  brief: true,
  at: 0,
  place: name,
  like: name,
});
const FLOWS = [
  { flow: 'a', points: ['a0', 'a1', 'a2', 'a3', 'a4'].map(point) },
  { flow: 'b', points: ['b0', 'b1'].map(point) },
];
const rides = () => shareOut(FLOWS, ({ class: name }) => name !== 'a4');
const result = (flow: string, struck: readonly number[]) => ({
  job: { flow, class: 'ride', faults: [], beyond: false },
  outcome: 'completed',
  violations: [],
  seconds: 1,
  struck,
});

describe('shareOut', () => {
  it('gives riders points that no other one has, as long as there are any', () => {
    const { next } = rides();
    const given = Array.from({ length: 4 }, () => next()).map((job) => `${job?.flow} ${job?.open?.join()}`);
    expect(given.toSorted()).toEqual(['a 0,2', 'a 1,3', 'b 0', 'b 1']);
  });

  it('ends when every wanted point was struck', () => {
    const { next, settle, stranded } = rides();
    for (const struck of [[0], [1, 3], [2]]) settle(result('a', struck));
    for (const struck of [[0], [1]]) settle(result('b', struck));
    expect(next()).toBeUndefined();
    expect(stranded()).toEqual([]);
  });

  it('leaves what a ride could not strike to runs of their own', () => {
    const { next, settle, stranded } = rides();
    for (let job = next(); job !== undefined; job = next()) settle({ ...result(job.flow, []), job });
    expect(
      stranded()
        .map(({ class: name }) => name)
        .toSorted(),
    ).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1']);
  });
});
