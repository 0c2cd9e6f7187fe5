import { synthesize } from '../../lib/rehearsal/synthesize';
import { flowOf } from './flows';
import { type Ran, runOnce } from './run-once';
import { surveyed } from './survey';
import type { Tape } from './tape';

const template = synthesize();
const flow = flowOf('replaced by a second release');

/** All that happened, but for what was read: that is not read again. */
function storyOf({ seen, chain, record, restedAt }: Ran) {
  const calls = seen.calls.map(({ at, call, caller, nth, state, step, answer, input }) => {
    return { at, call, caller, nth, state, step, answer, input };
  });
  return { calls, events: seen.events, endpoint: seen.endpoint, chain, record, restedAt };
}

describe('a tape', () => {
  let ran: Ran;
  let tape: Tape;
  const lasted = (): number => (ran.restedAt ?? 0) - ran.startedAt;
  const replayed = (until: number): Promise<Ran> => runOnce({ template, flow, faults: [], replay: { tape, until } });

  beforeAll(async () => {
    ({ ran, tape } = await surveyed(template, flow));
  });

  it.each([0.3, 0.7, 1.1])('repeats a run up to %d of it call by call, and lets it go on as it went', async (part) => {
    expect(storyOf(await replayed(part * lasted()))).toEqual(storyOf(ran));
  });

  it('breaks a run that it does not fit', async () => {
    const late = (tape.visits.get('Judge') ?? []).map((visit) => ({
      ...visit,
      requests: visit.requests.map((request) => ({ ...request, at: request.at + 1 })),
    }));
    const replay = { tape: { ...tape, visits: new Map(tape.visits).set('Judge', late) }, until: lasted() };
    await expect(runOnce({ template, flow, faults: [], replay })).rejects.toThrow(/the run was at \d+ where it was at/);
  });
});
