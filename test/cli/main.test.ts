import { UsageError, onlyOperand, type Command } from '../../lib/cli/command';
import { paintFor } from '../../lib/cli/paint';
import { formatTable } from '../../lib/cli/table';
import { rollouts } from './support';

const greet: Command = {
  summary: 'greet somebody',
  usage: 'NAME',
  options: {
    loud: { type: 'boolean', short: 'l', summary: 'shout' },
    times: { type: 'string', placeholder: 'N', summary: 'how often', choices: ['1', '2'] },
  },
  run: (args, io) => {
    const name = onlyOperand(args, 'NAME');
    if (name === 'crash') throw new Error('the voice broke');
    if (name === 'nobody') throw new UsageError('nobody is not a name');
    io.out(`hello ${args.has('loud') ? name.toUpperCase() : name}, ${args.value('times') ?? 'once'}`);
    return Promise.resolve(name === 'sour' ? 1 : 0);
  },
};
const commands = { greet, part: { ...greet, summary: 'say goodbye' } };

describe('main', () => {
  it.each([[['--help']], [['-h']], [['help']]])('prints the commands for %j', async (argv) => {
    const { code, out, err } = await rollouts(argv, { commands });
    expect(code).toBe(0);
    expect(out).toContain('  greet  greet somebody\n  part   say goodbye\n');
    expect(err).toBe('');
  });

  it('prints the commands as a complaint when none is given', async () => {
    const { code, out, err } = await rollouts([], { commands });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: rollouts COMMAND');
  });

  it.each([[['greet', '--help']], [['--help', 'greet']], [['help', 'greet']]])(
    'prints the options of a command for %j',
    async (argv) => {
      const { code, out } = await rollouts(argv, { commands });
      expect(code).toBe(0);
      expect(out).toContain('Usage: rollouts greet NAME [options]\n\nGreet somebody.\n');
      expect(out).toContain('  -l, --loud  shout\n');
      expect(out).toContain('  --times N   how often: 1 or 2\n');
    },
  );

  it('prints the version', async () => {
    expect((await rollouts(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([
    [['greet', 'Ann'], 0, 'hello Ann, once'],
    [['greet', '-l', 'Ann', '--times', '2'], 0, 'hello ANN, 2'],
    [['greet', '--times=1', '--', '-Ann'], 0, 'hello -Ann, 1'],
    [['--debug', 'greet', 'sour'], 1, 'hello sour, once'],
  ])('runs %j', async (argv, code, out) => {
    expect(await rollouts(argv, { commands })).toEqual({ code, out, err: '' });
  });

  it.each([
    [['gret'], 'unknown command gret, did you mean greet?'],
    [['toString'], 'unknown command toString'],
    [['help', 'gret'], 'unknown command gret, did you mean greet?'],
    [['greet'], 'NAME is missing'],
    [['greet', 'Ann', 'Bob'], 'one NAME is enough, got 2: Bob'],
    [['greet', 'Ann', '--lod'], 'unknown option --lod, did you mean --loud?'],
    [['greet', 'Ann', '-x'], 'unknown option -x'],
    [['greet', 'Ann', '--times', '3'], '--times is "3", and can be 1 or 2'],
    [['greet', 'nobody'], 'nobody is not a name'],
    [['--colour'], 'unknown option --colour'],
  ])('refuses %j as a usage error', async (argv, message) => {
    const { code, out, err } = await rollouts(argv, { commands });
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n')[0]).toBe(`rollouts: ${message}`);
  });

  it('refuses an option whose value is missing', async () => {
    const { code, err } = await rollouts(['greet', 'Ann', '--times'], { commands });
    expect(code).toBe(2);
    expect(err).toContain('--times');
  });

  it('hides the stack of an unexpected error unless asked', async () => {
    const quiet = await rollouts(['greet', 'crash'], { commands });
    expect(quiet).toEqual({ code: 1, out: '', err: 'rollouts: the voice broke\n' });
    const { err } = await rollouts(['greet', 'crash', '--debug'], { commands });
    expect(err).toContain('main.test.ts');
  });
});

describe('paintFor', () => {
  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
  ])('on a terminal: %j, with %j, colours: %j', (isTerminal, environment, colours) => {
    expect(paintFor({ isTerminal, environment }).bad('x').includes('\u001B[31m')).toBe(colours);
  });
});

describe('formatTable', () => {
  it('lines up columns and leaves no blanks at the end', () => {
    expect(formatTable([['a', 'bbb', ''], ['aaaa', 'b'], []])).toBe('a     bbb\naaaa  b\n');
  });
});
