import * as fc from 'fast-check';
import type { Blueprint } from '../../../lib/domain/blueprint/blueprint';
import { ALLOWED, keysAt } from '../../../lib/domain/blueprint/keys';
import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { formatProblems, type Problem } from '../../../lib/domain/blueprint/problem';
import { MOST_HISTORY_EVENTS, historyEvents } from '../../../lib/domain/blueprint/looks';

const WORDS = [
  'fraud',
  'canary',
  'standard',
  '5%',
  '50%',
  '100%',
  '10m',
  '7d',
  'manual',
  '< 1%',
  '> 98%',
  'application/json',
];

/** Values that look enough like blueprints to reach every corner of the schema. */
const likely = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(...WORDS, null, true, 0, 0.5, 5, 100, -1, ''),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...everyKey(), 'error_rate', 'x'), tie('value'), { maxKeys: 6 }),
  ),
})).value;

function everyKey(): readonly string[] {
  return [
    ...new Set(
      Object.keys(ALLOWED).flatMap(
        (pattern) =>
          pattern
            .split('.')
            .at(-1)
            ?.replace(/[[\]*]/g, '') ?? [],
      ),
    ),
  ];
}

/** Promises that the parser breaks for this document; none, if all is well. */
function brokenPromises(document: unknown): readonly string[] {
  const before = JSON.stringify(document);
  const parsed = parseBlueprint(document);
  const broken = parsed.ok ? brokenByBlueprint(parsed.blueprint) : brokenByProblems(parsed.problems);
  return JSON.stringify(document) === before ? broken : [...broken, 'leaves the document as it is'];
}

function brokenByProblems(problems: readonly Problem[]): readonly string[] {
  return unkept({
    'says at least one thing': problems.length > 0,
    'says what is wrong and what is allowed': problems.every(
      ({ allowed, message }) => allowed !== '' && message !== '',
    ),
    'speaks to people': !/undefined|\[object/.test(formatProblems(problems)),
  });
}

function brokenByBlueprint(blueprint: Blueprint): readonly string[] {
  const { phases, kpis } = blueprint;
  return unkept({
    'has 1 to 20 phases': phases.length >= 1 && phases.length <= 20,
    'rises strictly': phases.every(({ traffic }, index) => traffic > (phases[index - 1]?.traffic ?? 0)),
    'ends at 100%': phases.at(-1)?.traffic === 100,
    'names each phase differently': new Set(phases.map(({ name }) => name)).size === phases.length,
    'watches something': kpis.length > 0,
    'fits into one execution': historyEvents(blueprint) <= MOST_HISTORY_EVENTS,
  });
}

function unkept(promises: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.keys(promises).filter((promise) => promises[promise] !== true);
}

function check(document: unknown): void {
  expect(brokenPromises(document)).toEqual([]);
}

describe('parseBlueprint, whatever it is given', () => {
  it('answers for any JSON value and leaves it as it is', () => {
    fc.assert(fc.property(fc.jsonValue(), check));
  });

  it('answers for anything that looks like a blueprint', () => {
    fc.assert(fc.property(likely, check), { numRuns: 300 });
  });

  it('keeps its promises for whatever it accepts', () => {
    const section = fc.dictionary(fc.constantFrom(...keysAt([])), likely, { maxKeys: 2 });
    const document = section.map((keys) => ({ ...keys, endpoint: 'fraud', model: 'fraud-v2' }));
    fc.assert(fc.property(document, check), { numRuns: 300 });
  });
});
