import { openAccount } from '../account/account';
import { type Args, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { paintFor } from '../paint';
import { toJson } from '../words';
import { explanation } from './explanation';
import { findRelease } from './find-release';
import { frameOf } from './frame';
import { list } from './list';
import { parseReference } from './reference';
import { takeSnapshot } from './snapshot';
import { entriesOf } from './trail';

/** Shows where a release stands; without a name, what is live. */
export async function status(args: Args, io: Io): Promise<number> {
  const [operand, ...more] = args.operands;
  if (more.length > 0) throw new UsageError(`one RELEASE is enough, got ${args.operands.length}: ${more.join(' ')}`);
  if (operand === undefined) return list(args, io, { onlyLive: true });
  const reference = parseReference(operand);
  const account = await openAccount(args, io);
  const found = await findRelease(account, reference);
  const paint = paintFor(io);
  if (found.kind !== 'live') {
    io.out(args.has('json') ? toJson(found) : await explanation(account, found, paint));
    return EXIT.done;
  }
  const entries = await entriesOf(account, found.endpoint, found.release.number);
  const snapshot = await takeSnapshot(account, { endpoint: found.endpoint, release: found.release, entries });
  io.out(args.has('json') ? toJson(snapshot) : frameOf(snapshot, { paint, columns: io.columns }));
  return EXIT.done;
}
