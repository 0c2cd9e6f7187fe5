import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOLD } from '../../../lib/domain/messages';

const ROOT = join(__dirname, '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'events.md'), 'utf8');
const source = readFileSync(join(ROOT, 'lib', 'domain', 'release', 'events.ts'), 'utf8');
const types = [...new Set(source.match(/deployment\.[a-z_]+/g))];

describe('docs/events.md', () => {
  it.each(types)('explains %s', (type) => {
    expect(page).toContain(`| \`${type}\``);
  });

  it('explains nothing that is not there', () => {
    const explained = Array.from(page.matchAll(/^\| `(deployment\.[a-z_]+)`/gm), ([, type]) => type);
    expect(new Set(explained)).toEqual(new Set(types));
  });

  it('is about every event that people are told of', () => {
    for (const type of TOLD) expect(types).toContain(type);
  });
});
