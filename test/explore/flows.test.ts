import { synthesize } from '../../lib/rehearsal/synthesize';
import { HANDLERS } from '../../lib/rehearsal/handlers';
import { type Flow, FLOWS, flowOf } from './flows';
import { runOnce } from './run-once';
import { survey } from './survey';

const template = synthesize();

/** Everything that happens in a flow before a moment, in order, each with its virtual milliseconds. */
async function beginningOf(flow: Flow, end: number): Promise<readonly string[]> {
  const seen: string[] = [];
  const see = (at: number, what: string): undefined => {
    if (at < end) seen.push(`${at} ${what}`);
  };
  await runOnce({
    template,
    flow,
    faults: [],
    companion: () => ({
      call: ({ at, call }) => see(at, `${call.state} ${call.call}`),
      delivery: ({ at, type, nth }) => see(at, `${type} ${nth}`),
      entry: ({ at, state }) => see(at, state),
      pending: () => 0,
    }),
  });
  return seen;
}

jest.setTimeout(60_000);

describe('a flow that branches off another', () => {
  const branches = FLOWS.flatMap((flow) => (flow.branch === undefined ? [] : [{ flow, ...flow.branch }]));

  it.each(branches.map((branch) => [branch.flow.name, branch] as const))('%s: begins as that', async (_, branch) => {
    const own = await beginningOf(branch.flow, branch.at);
    expect(own.length).toBeGreaterThan(40);
    expect(own).toEqual(await beginningOf(flowOf(branch.of), branch.at));
  });
});

describe('the flows', () => {
  it('have every function of the stack make calls that can be struck', async () => {
    const callers = new Set<unknown>();
    for (const flow of FLOWS) {
      const faults = (await survey(template, flow)).flatMap((point) => point.faults);
      for (const fault of faults) if ('faults' in fault) callers.add(fault.faults['caller']);
    }
    expect([...callers]).toEqual(expect.arrayContaining(Object.keys(HANDLERS)));
  });
});
