import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Connection } from '../../lib/aws/connection';
import { synthesized } from '../support/synthesized';

const LAMBDAS = join(__dirname, '..', '..', 'lambdas');
const FILES = readdirSync(LAMBDAS)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => basename(name, '.ts'));

const functions = Object.entries(synthesized().all('AWS::Lambda::Function')).map(([id, { Properties }]) => ({
  id: id.slice('Rollouts'.length, -8),
  ...Properties,
}));

describe('the functions of the stack', () => {
  it('are one for each handler, of its name', () => {
    expect(functions.map(({ Handler }): string => Handler).toSorted()).toEqual(
      FILES.map((file) => `${file}.handler`).toSorted(),
    );
    for (const { id, Handler } of functions) {
      const pascal = Handler.split('.')[0].replaceAll(/(?:^|-)([a-z])/g, (_: string, letter: string) =>
        letter.toUpperCase(),
      );
      expect(id).toBe(pascal);
    }
  });

  it.each(functions.map(({ Handler, Environment }) => [Handler.split('.')[0], Object.keys(Environment.Variables)]))(
    'are given what they read and nothing else: %s',
    async (file, given) => {
      const { compose } = (await import(join(LAMBDAS, `${file}.ts`))) as {
        compose: (environment: Record<string, string>, connection: Connection) => unknown;
      };
      const read = new Set<string>();
      const environment = new Proxy<Record<string, string>>(
        {},
        {
          get: (_target, name) => {
            read.add(String(name));
            return 'something';
          },
        },
      );
      compose(environment, { region: 'eu-west-1' });
      expect([...read].toSorted()).toEqual([...given].toSorted());
    },
  );
});
