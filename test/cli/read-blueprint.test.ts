import * as fc from 'fast-check';
import { parseBlueprintText } from '../../lib/cli/read-blueprint';

const START = 'endpoint: a\nmodel: b\n';

function complaintsOf(text: string): readonly string[] {
  const parsed = parseBlueprintText(text);
  return parsed.ok ? [] : parsed.problems.map(({ path, message, line }) => `${line ?? '-'} ${path}: ${message}`);
}

describe('parseBlueprintText', () => {
  it.each([
    ['YAML', START],
    ['YAML with a byte order mark and Windows line ends', '\uFEFFendpoint: a\r\nmodel: b\r\n'],
    ['JSON', '{ "endpoint": "a", "model": "b" }'],
    ['JSON indented with tabs', '{\n\t"endpoint": "a",\n\t"model": "b"\n}\n'],
  ])('reads %s', (_, text) => {
    expect(parseBlueprintText(text)).toMatchObject({ ok: true, blueprint: { endpoint: 'a', model: 'b' } });
  });

  it('reads YAML and JSON alike', () => {
    const phases = [{ traffic: '5%', bake: '10m', hold: '1d' }];
    const yaml = `${START}phases:\n  - { traffic: 5%, bake: 10m, hold: 1d }\n`;
    expect(parseBlueprintText(yaml)).toEqual(parseBlueprintText(JSON.stringify({ endpoint: 'a', model: 'b', phases })));
  });

  it('refuses a megabyte by its size, before it looks inside', () => {
    const started = process.cpuUsage();
    expect(complaintsOf('['.repeat(1024 * 1024))).toEqual(['- : is too large']);
    expect(process.cpuUsage(started).user).toBeLessThan(100_000);
  });

  it('names every key that is there twice', () => {
    const text = `${START}phases:\n  - traffic: 5%\n    traffic: 100%\n    bake: 10m\nmodel: c\n"model": d\n`;
    expect(complaintsOf(text)).toEqual([
      '5 phases[0].traffic: is already on line 4',
      '7 model: is already on line 2',
      '8 model: is already on line 2',
    ]);
    expect(complaintsOf('{"endpoint":"a","model":"b","model":"c"}')).toEqual(['1 model: is already on line 1']);
  });

  it('finds the line of what is wrong, or of what it is missing from', () => {
    const text = `${START}tests:\n  - name: one\n\n    invoke:\n      body: x\n      acept: y\n  -\n    invoke: {}\nkpi: null\n`;
    expect(complaintsOf(text)).toEqual([
      '8 tests[0].invoke.acept: is not a known key, did you mean accept?',
      '10 tests[1].invoke.body: is missing',
      '11 kpi: has no value',
    ]);
  });

  it.each([
    ['kpi:\n  error_rate: > 1%\n', '2 : cannot be read as YAML: not a YAML token: 1%'],
    ['endpoint: [a\n', /^2 : cannot be read as YAML: flow sequence/],
    ['endpoint: a\n\tmodel: b\n', /^2 : cannot be read as YAML: tabs are not allowed/],
    ['endpoint: a\n---\nmodel: b\n', '2 : is followed by another document'],
    ['endpoint: !!js/function "x"\n', /^1 : cannot be read as YAML: unresolved tag/],
    ['endpoint: &x a\nmodel: *x\n', '2 model: is an alias'],
    ['endpoint: &x [*x]\n', '1 endpoint[0]: is an alias'],
    ['? [a, b]\n: c\n', '1 : has a key that is not text'],
    ['', '1 : has no value'],
    ['# nothing but a comment', '1 : has no value'],
  ])('refuses %j', (text, complaint) => {
    const [first] = complaintsOf(text);
    expect(first).toEqual(expect.stringMatching(complaint instanceof RegExp ? complaint : escape(complaint)));
  });

  it('proposes quotes where a limit was taken for a block of text', () => {
    const parsed = parseBlueprintText(`${START}kpi:\n  success_rate: > 98%\n`);
    expect(parsed).toMatchObject({
      problems: [{ got: '"success_rate: > 98%"', allowed: 'limits in quotes, e.g. "> 98%"', line: 4 }],
    });
  });

  it('survives nesting that no program needs', () => {
    for (const text of ['['.repeat(20_000), `endpoint: ${'{a: '.repeat(5_000)}`, `${'- '.repeat(5_000)}x`]) {
      expect(complaintsOf(text).length).toBeGreaterThan(0);
    }
  });

  it('has an answer to any text', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...Array.from('{}[]:,-&*!|>%#?"\'\n\t ab1')) }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(complaintsOf(text).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

function escape(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
