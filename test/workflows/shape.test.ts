import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SMOKE_TEST_TIMEOUT, STEP_RETRIES, WRITER_TIMEOUT } from '../../lib/domain/bounds';
import { parseDefinition } from '../../lib/emulator/step-functions/definition/parse-definition';
import { functionOf, MACHINES, patience, shapeOf, steps, successors } from './machines';

const LAMBDAS = join(__dirname, '../../lambdas');

describe.each(MACHINES)('the %s machine', (_, definition) => {
  const { StartAt, States } = definition;

  it('is a definition that Step Functions takes', () => {
    expect(() => parseDefinition(JSON.stringify(definition))).not.toThrow();
  });

  it('leads from every state to states that exist', () => {
    const missing = Object.entries(States).flatMap(([name, state]) =>
      successors(state)
        .filter((next) => !(next in States))
        .map((next) => `${name} -> ${next}`),
    );
    expect(missing).toEqual([]);
  });

  it('reaches every state', () => {
    const reached = new Set([StartAt]);
    for (const name of reached) for (const next of successors(States[name]!)) reached.add(next);
    expect(Object.keys(States).filter((name) => !reached.has(name))).toEqual([]);
  });

  it('can end from every state', () => {
    const ends = new Set(Object.keys(States).filter((name) => ['Succeed', 'Fail'].includes(States[name]!.Type)));
    for (let size = -1; size !== ends.size;) {
      size = ends.size;
      for (const [name, state] of Object.entries(States))
        if (successors(state).some((next) => ends.has(next))) ends.add(name);
    }
    expect(Object.keys(States).filter((name) => !ends.has(name))).toEqual([]);
  });

  it('catches Fenced before anything else, and never tries again after it', () => {
    for (const [name, state] of steps(definition)) {
      const { Catch = [], Retry = [] } = shapeOf(state);
      expect({ name, first: Catch[0] }).toEqual({ name, first: { ErrorEquals: ['Fenced'], Next: 'Stepped aside' } });
      expect({ name, first: Retry[0] }).toEqual({ name, first: { ErrorEquals: ['Fenced'], MaxAttempts: 0 } });
    }
  });

  it('takes errors that States.ALL does not match where it takes all others', () => {
    for (const [name, state] of steps(definition)) {
      const caught = (shapeOf(state).Catch ?? []).flatMap(({ ErrorEquals, Next }) =>
        ErrorEquals.map((error) => [error, Next]),
      );
      const ways = Object.fromEntries(caught) as Record<string, string>;
      expect({ name, way: ways['States.DataLimitExceeded'] }).toEqual({ name, way: ways['States.ALL'] });
    }
  });

  it('calls functions that exist, and waits longer for them than they may run', () => {
    for (const [name, state] of steps(definition)) {
      const id = functionOf(state) ?? '';
      const file = `${id.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}.ts`;
      expect({ name, exists: existsSync(join(LAMBDAS, file)) }).toEqual({ name, exists: true });
      const longest = id === 'RunSmokeTests' ? SMOKE_TEST_TIMEOUT : WRITER_TIMEOUT;
      expect({ name, waits: Number(shapeOf(state).TimeoutSeconds) > longest }).toEqual({ name, waits: true });
    }
  });

  it('has an end for everything it waits for', () => {
    const tasks = Object.entries(States).filter(([, state]) => state.Type === 'Task');
    expect(tasks.filter(([, state]) => shapeOf(state).TimeoutSeconds === undefined)).toEqual([]);
    expect(definition.TimeoutSeconds).toBeLessThan(365 * 86_400);
  });
});

describe('retries', () => {
  const policies = (machine: number) =>
    steps(MACHINES[machine]![1]).map(([name, state]) => ({ name, policy: shapeOf(state).Retry!.at(-1)! }));

  it('of a step forward end before anybody thinks that its owner is dead', () => {
    for (const { policy } of policies(0).filter(({ name }) => name === 'Shift traffic' || name === 'Judge')) {
      expect(patience(policy) + policy.MaxAttempts * WRITER_TIMEOUT).toBeLessThan(STEP_RETRIES);
    }
  });

  it.each(['Restore traffic', 'Await restored traffic', 'Verify', 'Close release'])(
    'of %s outlast ten minutes of throttling, without jitter that could cut them short',
    (step) => {
      for (const machine of [0, 1, 2]) {
        const { policy } = policies(machine).find(({ name }) => name === step)!;
        expect(patience(policy)).toBeGreaterThan(28 * 60);
        expect(policy.JitterStrategy).toBe('NONE');
      }
    },
  );
});
