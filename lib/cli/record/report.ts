import { sageMakerPrices } from '../../domain/cost/prices';
import { releaseCost } from '../../domain/cost/release-cost';
import { parseDuration } from '../../domain/blueprint/duration';
import type { EndedRelease } from '../../domain/release/release';
import type { Reported } from '../../domain/reporting/figures';
import { reportOf } from '../../domain/reporting/report';
import { variantNumbers } from '../../aws/variant-numbers';
import { type Account, openAccount } from '../account/account';
import { type Args, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { paintFor } from '../paint';
import { parseReference } from '../release/reference';
import { toJson } from '../words';
import { readPrices } from './price-file';
import { reportPage } from './report-page';
import { reportTable } from './report-table';

/** Longest window: what CloudWatch keeps of the candidates' requests, halved, since the window before counts too. */
const LONGEST = 227 * 86_400;

/** Reports on what was released in a window: how often, how long, how many went back, what it cost. */
export async function report(args: Args, io: Io): Promise<number> {
  const window = windowOf(args);
  if (args.has('json') && args.has('html'))
    throw new UsageError('--json and --html are two forms of one report; choose one');
  const prices = await readPrices(io, args.value('prices'));
  const account = await openAccount(args, io);
  const endpoints = await endpointsOf(account, args);
  const now = account.now();
  const to = args.value('until') === undefined ? now : timeOf(args, 'until');
  const from = to - window * 1000;
  const releases: Reported[] = [];
  for (const endpoint of endpoints) {
    for (const ended of await account.archive.history(endpoint)) {
      if (ended.endedAt < from - window * 1000) break;
      if (ended.endedAt < to) {
        const cost = releaseCost(ended, { ...sageMakerPrices, ...prices }).total;
        releases.push({ ...ended, endpoint, cost, ...(await served(account, endpoint, ended)) });
      }
    }
  }
  const result = reportOf(releases, from, to);
  if (args.has('json')) io.out(toJson(result));
  else io.out(args.has('html') ? reportPage(result, account.stack) : reportTable(result, paintFor(io)));
  return EXIT.done;
}

function windowOf(args: Args): number {
  const written = args.value('last') ?? '28d';
  const seconds = parseDuration(written);
  if (seconds !== undefined && seconds >= 3600 && seconds <= LONGEST) return seconds;
  throw new UsageError(
    `--last is ${JSON.stringify(written)}; it takes a duration from 1h to ${LONGEST / 86_400}d, e.g. 28d`,
  );
}

function timeOf(args: Args, option: string): number {
  const written = args.value(option) ?? '';
  const at = /^\d{4}-\d\d-\d\d/.test(written) ? Date.parse(written) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${option} is ${JSON.stringify(written)}; it takes a date or a time, e.g. 2026-03-31`);
  return at;
}

async function endpointsOf(account: Account, args: Args): Promise<readonly string[]> {
  if (args.operands.length > 0) return args.operands.map((operand) => parseReference(operand).endpoint);
  return (await account.archive.endpoints()).map(({ endpoint }) => endpoint);
}

/** What the candidate's own variant served, which has its number in its name and so is nobody else's. */
async function served(account: Account, endpoint: string, ended: EndedRelease): Promise<Pick<Reported, 'served'>> {
  const variant = ended.plan?.candidate.variant;
  if (variant !== `candidate-${ended.number}`) return {};
  const { requests, errors } = await variantNumbers(account.connection, {
    endpoint,
    variant,
    from: ended.startedAt,
    to: ended.endedAt,
  });
  return { served: { requests, errors } };
}
