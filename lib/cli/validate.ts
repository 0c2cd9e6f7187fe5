import type { Strategy } from '../domain/blueprint/blueprint';
import type { ParsedBlueprint } from '../domain/blueprint/parse-blueprint';
import { formatProblems } from '../domain/blueprint/problem';
import { type InstancePrices, sageMakerPrices } from '../domain/cost/prices';
import { estimateCost } from '../domain/cost/release-cost';
import { formatDuration } from '../domain/blueprint/duration';
import { type Longest, longestOf } from '../domain/longest';
import { historyEvents } from '../domain/blueprint/looks';
import { summarize, timesOf } from './blueprint-summary';
import { onlyOperand, type Args } from './command';
import { estimateLine } from './cost-line';
import { EXIT, type Io } from './io';
import { paintFor } from './paint';
import { readBlueprint } from './read-blueprint';
import { readPrices } from './record/price-file';
import { formatTable } from './table';

/** Checks a blueprint and shows its plan, or all that is wrong with it. */
export async function validate(args: Args, io: Io): Promise<number> {
  const path = onlyOperand(args, 'BLUEPRINT');
  const strategy = asStrategy(args.value('strategy'));
  const parsed = await readBlueprint(io, path, strategy === undefined ? {} : { strategy });
  const prices = { ...sageMakerPrices, ...(await readPrices(io, args.value('prices'))) };
  if (args.has('json')) io.out(`${JSON.stringify(toJson(parsed, prices), null, 2)}\n`);
  else if (parsed.ok) {
    io.out(summarize(parsed.blueprint, paintFor(io)));
    io.out(estimateLine(parsed.blueprint, prices));
    if (args.has('bounds')) io.out(`\n${describeBounds(longestOf(parsed.blueprint))}`);
  } else io.out(`${heading(path, parsed.problems.length)}\n${formatProblems(parsed.problems)}\n`);
  return parsed.ok ? EXIT.done : EXIT.usage;
}

function toJson(parsed: ParsedBlueprint, prices: InstancePrices): object {
  if (!parsed.ok) return parsed;
  const { capacity } = parsed.blueprint;
  return {
    ...parsed,
    ...(capacity !== undefined && { cost: estimateCost(parsed.blueprint, capacity, prices) }),
    ...timesOf(parsed.blueprint),
    historyEvents: historyEvents(parsed.blueprint),
    bounds: longestOf(parsed.blueprint),
  };
}

/** How long things take at the very most; what people do to a release may add holds of a day each. */
function describeBounds({ beforehand, toSafety, wayBack, release }: Longest): string {
  return formatTable([
    ['at the very most, every wait to its end and every step to its last retry', ''],
    ['from the start to the release, or to its refusal', formatDuration(beforehand)],
    ['from a breach to verified traffic', formatDuration(toSafety)],
    ['from a breach to the end', formatDuration(wayBack)],
    ['the whole release', formatDuration(release)],
  ]).concat('\n');
}

function heading(path: string, count: number): string {
  const source = path === '-' ? 'standard input' : path;
  return `${source}: ${count === 1 ? 'one problem' : `${count} problems`}, and nothing was done`;
}

function asStrategy(value: string | undefined): Strategy | undefined {
  return value === 'canary' || value === 'standard' ? value : undefined;
}
