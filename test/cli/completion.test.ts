import { execFileSync } from 'node:child_process';
import { COMMANDS } from '../../lib/cli/commands';
import { rollouts } from './support';

describe('rollouts completion', () => {
  it.each([
    [['la'], ['launch']],
    [['report', '--ht'], ['--html']],
    [['--debug', 'audit', 'v'], ['verify']],
    [['validate', '--strategy', 's'], ['standard']],
    [['pause', 'x'], []],
  ])('completes %j in bash', async (words, expected) => {
    const { out } = await rollouts(['completion', 'bash']);
    const script = `${out}\nCOMP_WORDS=(rollouts "$@"); COMP_CWORD=$#; _rollouts; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const completed = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
    expect(completed.split('\n').filter((word) => word !== '')).toEqual(expected);
  });

  it('knows every command and option in zsh', async () => {
    const { out } = await rollouts(['completion', 'zsh']);
    for (const [name, { options }] of Object.entries(COMMANDS)) {
      expect(out).toContain(`\n    '${name}:`);
      for (const option of Object.keys(options)) expect(out).toContain(`'--${option}[`);
    }
  });

  it('refuses other shells', async () => {
    expect(await rollouts(['completion', 'fish'])).toMatchObject({ code: 2 });
  });
});
