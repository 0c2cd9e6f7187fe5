import type { Fault } from '../support/fakes/tape';
import { World } from '../support/world';
import { CASES, type Case } from './cases';

/** Which call of a port is lost; without one it is the handler's own answer, after all of its work. */
type Loss = { readonly call: number; readonly fault: Fault } | 'answer lost' | undefined;

/** A visit that is tried again, as the state machine would, when something was lost on the way. */
async function visit(kase: Case, loss: Loss) {
  const world = new World();
  const call = kase.prepare(world);
  if (typeof loss === 'object') world.tape.lose(loss.call, loss.fault);
  let answer = await call().catch(() => undefined);
  if (answer === undefined || loss === 'answer lost') {
    world.now += 2000;
    answer = await call();
  }
  return {
    world,
    seen: {
      next: answer.next,
      changes: world.sagemaker.changes,
      actions: world.actions,
      stage: world.release?.stage,
      history: world.table.past.map(({ outcome }) => outcome),
      fault: world.fault,
    },
  };
}

beforeEach(() => void jest.spyOn(console, 'warn').mockReturnValue());
afterEach(() => jest.restoreAllMocks());

describe.each(CASES.map((kase) => [kase.name, kase] as const))('%s', (_, kase) => {
  it('answers what it should when nothing is lost', async () => {
    const { seen } = await visit(kase, undefined);
    expect(seen.next).toBe(kase.next);
    expect(seen.fault).toBeUndefined();
  });

  it('does and answers the same when its answer is lost', async () => {
    const smooth = await visit(kase, undefined);
    const rough = await visit(kase, 'answer lost');
    expect(rough.seen).toEqual(smooth.seen);
  });

  it('does and answers the same whichever request or answer of a port is lost', async () => {
    const smooth = await visit(kase, undefined);
    const { names } = smooth.world.tape;
    expect(names).not.toEqual([]);
    for (const [call, name] of names.entries()) {
      for (const fault of ['request lost', 'reply lost'] as const) {
        const rough = await visit(kase, { call, fault });
        expect({ loss: `${fault}: ${name}`, ...rough.seen }).toEqual({ loss: `${fault}: ${name}`, ...smooth.seen });
      }
    }
  });
});
