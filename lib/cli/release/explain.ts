import { openAccount } from '../account/account';
import { type Args, onlyOperand } from '../command';
import { EXIT, type Io } from '../io';
import { paintFor } from '../paint';
import { toJson } from '../words';
import { explanation } from './explanation';
import { findRelease } from './find-release';
import { formatReference, parseReference } from './reference';
import { entriesOf, executionsOf } from './trail';

/** Tells why a release ended as it did. */
export async function explain(args: Args, io: Io): Promise<number> {
  const reference = parseReference(onlyOperand(args, 'RELEASE'));
  const account = await openAccount(args, io);
  const found = await findRelease(account, reference);
  if (found.kind === 'live') {
    const name = formatReference(found.endpoint, found.release.number);
    throw new Error(`${name} has not ended yet; \`rollouts status ${name}\` shows where it stands`);
  }
  if (!args.has('json')) {
    io.out(await explanation(account, found, paintFor(io)));
    return EXIT.done;
  }
  const entries = await entriesOf(account, found.endpoint, found.kind === 'ended' ? found.ended.number : found.number);
  io.out(toJson({ ...found, executions: executionsOf(entries), timeline: entries }));
  return EXIT.done;
}
