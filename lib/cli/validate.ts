import type { Strategy } from '../domain/blueprint';
import type { ParsedBlueprint } from '../domain/blueprint/parse-blueprint';
import { formatProblems } from '../domain/blueprint/problem';
import { historyEvents } from '../domain/looks';
import { summarize, timesOf } from './blueprint-summary';
import { onlyOperand, type Args } from './command';
import { EXIT, type Io } from './io';
import { paintFor } from './paint';
import { readBlueprint } from './read-blueprint';

/** Checks a blueprint and shows its plan, or all that is wrong with it. */
export async function validate(args: Args, io: Io): Promise<number> {
  const path = onlyOperand(args, 'BLUEPRINT');
  const strategy = asStrategy(args.value('strategy'));
  const parsed = await readBlueprint(io, path, strategy === undefined ? {} : { strategy });
  if (args.has('json')) io.out(`${JSON.stringify(toJson(parsed), null, 2)}\n`);
  else if (parsed.ok) io.out(summarize(parsed.blueprint, paintFor(io)));
  else io.out(`${heading(path, parsed.problems.length)}\n${formatProblems(parsed.problems)}\n`);
  return parsed.ok ? EXIT.done : EXIT.usage;
}

function toJson(parsed: ParsedBlueprint): object {
  if (!parsed.ok) return parsed;
  return { ...parsed, ...timesOf(parsed.blueprint), historyEvents: historyEvents(parsed.blueprint) };
}

function heading(path: string, count: number): string {
  const source = path === '-' ? 'standard input' : path;
  return `${source}: ${count === 1 ? 'one problem' : `${count} problems`}, and nothing was done`;
}

function asStrategy(value: string | undefined): Strategy | undefined {
  return value === 'canary' || value === 'standard' ? value : undefined;
}
