import {
  checksAt,
  flawOfAnswer,
  type HealthCheck,
  isWell,
  toResult,
} from '../../../lib/domain/blueprint/health-checks';

const CHECK: HealthCheck = {
  name: 'database',
  probe: { kind: 'tcp', host: 'db.example.com', port: 5432 },
  timeoutSeconds: 2,
  retries: 1,
  at: 'always',
};

describe('toResult', () => {
  it.each([
    [[{ seconds: 0.1 }], true, 'check database passed after 0.10 s'],
    [[{ flaw: 'refused', seconds: 0.1 }, { seconds: 0.2 }], true, 'check database passed at try 2 after 0.20 s'],
    [
      [
        { flaw: 'a', seconds: 1 },
        { flaw: 'refused', seconds: 1 },
      ],
      false,
      'check database failed at try 2: refused',
    ],
    [[{ seconds: 2.5 }], false, 'check database failed: no answer within 2 s'],
    [[], false, 'check database was never asked'],
  ])('of %j: %j', (tries, ok, reason) => {
    expect(toResult(CHECK, tries)).toEqual({ name: 'database', ok, reason });
  });
});

describe('isWell', () => {
  it.each([
    [{ seconds: 2 }, true],
    [{ seconds: 2.01 }, false],
    [{ seconds: 0, flaw: 'x' }, false],
  ])('%j: %j', (answer, expected) => expect(isWell(answer, CHECK)).toBe(expected));
});

describe('checksAt', () => {
  it('asks all at a gate, and those that always run at a look', () => {
    const gated: HealthCheck = { ...CHECK, name: 'catalog', at: 'gates' };
    expect(checksAt([CHECK, gated], 'gate')).toEqual([CHECK, gated]);
    expect(checksAt([CHECK, gated], 'look')).toEqual([CHECK]);
  });
});

describe('flawOfAnswer', () => {
  it('takes a clear pass, and a reason for what is none', () => {
    expect(flawOfAnswer({ pass: true })).toBeUndefined();
    expect(flawOfAnswer({ pass: false, reason: 'stale' })).toBe('stale');
    expect(flawOfAnswer({ pass: false })).toBe('it says so without a reason');
    expect(flawOfAnswer({ pass: false, reason: 'x'.repeat(9999) })).toHaveLength(500);
  });

  it.each([
    undefined,
    null,
    true,
    'pass',
    { pass: 'true' },
    { ok: true },
    [],
    { statusCode: 200, body: '{"pass":true}' },
  ])('takes %j for no pass', (answer) => expect(flawOfAnswer(answer)).toMatch(/^it answered .* is wanted$/));
});
