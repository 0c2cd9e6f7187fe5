import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_COMMANDS } from '../../lib/cli/account-commands';
import { OUTPUTS } from '../../lib/domain/outputs';

const DOCS = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(DOCS, 'operations.md'), 'utf8');

describe('docs/operations.md', () => {
  it.each(Object.keys(ACCOUNT_COMMANDS).filter((name) => name !== 'doctor'))('explains %s', (name) => {
    expect(page).toMatch(new RegExp(`\`${name}[ \`]`));
  });

  it('names outputs that the stack has', () => {
    const named = Array.from(page.matchAll(/`(\w+(?:Arn|FunctionName|BusName))`/g), ([, name = '']) => name);
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(Object.values<string>(OUTPUTS)).toContain(name);
  });

  it('leads to pages that are there', () => {
    const links = Array.from(page.matchAll(/\]\(([^)#]+)/g), ([, path = '']) => path);
    expect(links.length).toBeGreaterThan(3);
    for (const path of links) expect([path, existsSync(join(DOCS, path))]).toEqual([path, true]);
  });
});
