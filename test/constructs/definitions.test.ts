import type { State } from '../../lib/workflows/asl';
import { synthesized } from '../support/synthesized';

const { all, one } = synthesized();

interface Machine {
  readonly definition: {
    readonly StartAt: string;
    readonly QueryLanguage: string;
    readonly States: Record<string, State>;
  };
  readonly text: string;
  readonly substitutions: Readonly<Record<string, unknown>>;
}

function machine(name: string): Machine {
  const { DefinitionString: text, DefinitionSubstitutions: substitutions } = one(
    'AWS::StepFunctions::StateMachine',
    name,
  ).Properties;
  return { definition: JSON.parse(text), text, substitutions };
}

/** Names of the states that a state leads to. */
function nextOf(state: State): string[] {
  const choices = [state['Choices'], state['Catch']].flatMap((entry) => (entry ?? []) as { Next: string }[]);
  return [state['Next'], state['Default'], ...choices.map(({ Next }) => Next)].filter(
    (next) => next !== undefined,
  ) as string[];
}

const MACHINES = ['Canary', 'Standard', 'Rollback'] as const;

describe.each(MACHINES)('the definition of %s', (name) => {
  const { definition, text, substitutions } = machine(name);

  it('is a text in JSONata that anybody can read in the template', () => {
    expect(typeof text).toBe('string');
    expect(definition.QueryLanguage).toBe('JSONata');
  });

  it('has every placeholder filled in, and fills in nothing else', () => {
    const used = new Set(Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, placeholder = '']) => placeholder));
    expect([...used].toSorted()).toEqual(Object.keys(substitutions).toSorted());
  });

  it('calls each function by its exact ARN', () => {
    for (const [placeholder, value] of Object.entries(substitutions)) {
      if (placeholder === 'Table') continue;
      expect(value).toEqual({ 'Fn::GetAtt': [expect.stringMatching(`^Rollouts${placeholder}[0-9A-F]{8}$`), 'Arn'] });
    }
  });

  it('leads to every one of its states, and to no other', () => {
    const reached = new Set([definition.StartAt]);
    for (const state of reached) {
      const found = definition.States[state];
      if (found === undefined) throw new Error(`there is no state ${state}`);
      for (const next of nextOf(found)) reached.add(next);
    }
    expect([...reached].toSorted()).toEqual(Object.keys(definition.States).toSorted());
  });

  it('can end from every one of its states', () => {
    const ends = new Set(
      Object.entries(definition.States).flatMap(([state, { Type }]) =>
        ['Succeed', 'Fail'].includes(Type) ? [state] : [],
      ),
    );
    // Each round adds what leads to an end, at least one state a round until there is no more.
    for (const _round of Object.keys(definition.States)) {
      for (const [state, found] of Object.entries(definition.States)) {
        if (nextOf(found).some((next) => ends.has(next))) ends.add(state);
      }
    }
    expect(ends.size).toBe(Object.keys(definition.States).length);
  });

  it('has names that people read, within what Step Functions takes', () => {
    for (const state of Object.keys(definition.States)) expect(state).toMatch(/^[A-Z][a-z ]{2,60}\??$/);
  });
});

describe('the functions', () => {
  it('are called by a machine, by people or by the clock; none is left over', () => {
    const called = MACHINES.flatMap((name) => Object.keys(machine(name).substitutions)).filter(
      (name) => name !== 'Table',
    );
    const others = [
      'Promote',
      'Approve',
      'Pause',
      'Resume',
      'Abort',
      'Notify',
      'Register',
      'StartApproved',
      'Reconcile',
    ];
    const names = Object.keys(all('AWS::Lambda::Function')).map((id) => id.slice('Rollouts'.length, -8));
    expect(names.toSorted()).toEqual([...new Set([...called, ...others])].toSorted());
  });
});
