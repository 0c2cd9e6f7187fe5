import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNBOOK } from '../../lib/constructs/runbook';

/** Anchors of a document's headings, as GitHub makes them. */
function anchorsOf(path: string): string[] {
  const text = readFileSync(join(__dirname, '..', '..', path), 'utf8');
  return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe('the runbook', () => {
  it.each(Object.entries(RUNBOOK))('has the section that %s leads to', (_name, link) => {
    const [path = '', anchor] = link.split('#');
    expect(anchorsOf(path)).toContain(anchor);
  });
});
