import type * as z from 'zod/mini';
import type { Blueprint, Strategy } from './blueprint';
import { MOST_HISTORY_EVENTS, historyEvents } from './looks';
import { documentProblems, sizeProblems } from './document-problems';
import { allowedAt, keysAt, readingOrder } from './keys';
import { BUILT_IN_KPIS } from './kpi-limits';
import { judgingProblems } from './judging-rules';
import { normalize } from './normalize';
import { problemAt, type Problem } from './problem';
import { suggest } from './reading';
import { ruleProblems } from './rules';
import { watchingProblems } from './watching-rules';
import { draftSchema, outlineSchema } from './schema';

/** A blueprint ready to run, or everything that is wrong with it. */
export type ParsedBlueprint =
  { readonly ok: true; readonly blueprint: Blueprint } | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Validates a document and fills in its defaults: the one way in, for a file and for an execution's input alike.
 * `strategy` is the strategy of the state machine that the blueprint is given to.
 */
export function parseBlueprint(
  document: unknown,
  { strategy }: { readonly strategy?: Strategy } = {},
): ParsedBlueprint {
  const unfit = documentProblems(document);
  if (unfit.length > 0) return { ok: false, problems: unfit };
  const draft = draftSchema.safeParse(document);
  const values = draft.success ? [] : draft.error.issues.flatMap((issue) => problemsOf(issue, document));
  const problems = [...values, ...ruleProblems(outlineSchema.parse(document), strategy)];
  if (problems.length > 0 || !draft.success) return { ok: false, problems: inReadingOrder(problems) };
  const blueprint = normalize(draft.data, strategy);
  const flawed = [
    ...sizeProblems(blueprint),
    ...lengthProblems(blueprint, draft.data.ramp === undefined ? 'phases' : 'ramp'),
    ...judgingProblems(blueprint),
    ...watchingProblems(draft.data, blueprint),
  ];
  return flawed.length > 0 ? { ok: false, problems: inReadingOrder(flawed) } : { ok: true, blueprint };
}

function problemsOf(issue: z.core.$ZodIssue, document: unknown): readonly Problem[] {
  const at = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...at, key], document));
  const got = valueAt(document, at);
  return [problemAt(at, { message: messageOf(issue, at, got), got, allowed: allowedBy(issue) ?? allowedAt(at) })];
}

function unknownKey(at: readonly (string | number)[], document: unknown): Problem {
  const known = keysAt(at.slice(0, -1));
  return problemAt(at, {
    message: `is not a known key${suggest(String(at.at(-1)), known)}`,
    got: valueAt(document, at),
    allowed: `the keys ${known.join(', ')}`,
  });
}

function messageOf(issue: z.core.$ZodIssue, at: readonly (string | number)[], got: unknown): string {
  if (issue.code !== 'invalid_type') return issue.message;
  if (got === undefined) return 'is missing';
  if (got === null) return 'has no value';
  if (at.length === 2 && at[0] === 'kpi') {
    return `is not a built-in KPI${suggest(String(at[1]), Object.keys(BUILT_IN_KPIS))}`;
  }
  if (at.at(-1) === 'gate') return 'is not a gate';
  if (at.at(-1) === 'inconclusive') return 'is not a choice';
  return issue.expected === 'array' ? 'is not a list' : 'is not a map of keys';
}

function allowedBy(issue: z.core.$ZodIssue): string | undefined {
  const allowed: unknown = issue.code === 'custom' ? issue.params?.['allowed'] : undefined;
  return typeof allowed === 'string' ? allowed : undefined;
}

function valueAt(document: unknown, at: readonly (string | number)[]): unknown {
  return at.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    return Reflect.get(value, key);
  }, document);
}

function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => compare(orderOf(a), orderOf(b)));
}

function orderOf({ at: [key = '', index = -1] }: Problem): readonly [number, number] {
  return [key === '' ? -1 : readingOrder(String(key)), typeof index === 'number' ? index : -1];
}

function compare(a: readonly [number, number], b: readonly [number, number]): number {
  // Infinity - Infinity is not a number; unknown keys keep the order they were found in.
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] - b[1];
}

function lengthProblems(blueprint: Blueprint, key: 'phases' | 'ramp'): readonly Problem[] {
  const events = historyEvents(blueprint);
  if (events <= MOST_HISTORY_EVENTS) return [];
  return [
    problemAt([key], {
      message: `would take up to ${events} history events, and an execution may have 25,000 in all`,
      got: blueprint.phases,
      allowed: `bakes and gates that take at most ${MOST_HISTORY_EVENTS} events: make the longest ones shorter`,
    }),
  ];
}
