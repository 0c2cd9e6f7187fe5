import { nearest } from '../../../lib/domain/blueprint/nearest';

const KEYS = ['endpoint', 'model', 'strategy', 'phases', 'traffic'];

describe('nearest', () => {
  it.each([
    ['endpiont', 'endpoint'],
    ['Model', 'model'],
    ['stratgy', 'strategy'],
    ['phase', 'phases'],
    ['trafic', 'traffic'],
    ['models', 'model'],
  ])('takes %j for %j', (word, meant) => {
    expect(nearest(word, KEYS)).toBe(meant);
  });

  it.each(['', 'x', 'colour', 'instances', 'e'.repeat(1_000)])('suggests nothing for %j', (word) => {
    expect(nearest(word, KEYS)).toBeUndefined();
  });
});
