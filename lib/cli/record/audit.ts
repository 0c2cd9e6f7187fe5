import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { kmsSigner } from '../../aws/kms-signer';
import { type AuditEntry, type AuditTrail, findFault } from '../../domain/release/audit';
import { type Account, openAccount } from '../account/account';
import { connectionOf } from '../account/connect';
import { type Args, UsageError } from '../command';
import { EXIT, type Io } from '../io';
import { entriesFrom } from '../release/trail';
import { parseReference } from '../release/reference';
import { toJson } from '../words';
import { type AuditExport, readExport, readText, signedText } from './audit-export';

/** Checks audit trails for alteration, removal, reordering and truncation, or writes one to keep elsewhere. */
export async function audit(args: Args, io: Io): Promise<number> {
  const [what, operand, ...more] = args.operands;
  if (more.length > 0) throw new UsageError(`one ENDPOINT is enough, got ${more.length + 1}`);
  if (what === 'verify') return verify(args, io, operand);
  if (what === 'export') return write(args, io, operand);
  if (what === 'key') return writeKey(args, io, operand);
  throw new UsageError(
    `${what === undefined ? 'what to do is missing' : `cannot ${what} an audit trail`}; say verify, export or key`,
  );
}

/** What was found out about one trail. */
interface Finding {
  readonly endpoint: string;
  readonly entries: number;
  readonly head: string;
  /** `null`: unbroken. */
  readonly fault: string | null;
}

async function verify(args: Args, io: Io, operand: string | undefined): Promise<number> {
  const file = args.value('file');
  if (file !== undefined && operand !== undefined) throw new UsageError('give an ENDPOINT or a --file, not both');
  const trails = file === undefined ? await trailsOf(args, io, operand) : [await readExport(io, file)];
  const publicKey = args.value('public-key');
  const pem = publicKey === undefined ? undefined : await readText(io, publicKey);
  if (pem !== undefined && file === undefined) throw new UsageError('--public-key checks the signature of a --file');
  const findings = trails.map((trail) => check(trail, args.value('head'), pem));
  if (args.value('head') !== undefined && trails.length !== 1) {
    throw new UsageError('--head is the head of one trail; name its ENDPOINT, or its --file');
  }
  io.out(args.has('json') ? toJson(findings) : findings.map(describe).join(''));
  return findings.every(({ fault }) => fault === null) ? EXIT.done : EXIT.failed;
}

async function write(args: Args, io: Io, operand: string | undefined): Promise<number> {
  if (operand === undefined) throw new UsageError('ENDPOINT is missing');
  const account = await openAccount(args, io);
  const { endpoint } = parseReference(operand);
  const plain = await exportOf(account, endpoint);
  const key = args.value('sign');
  const signature = key === undefined ? undefined : await kmsSigner(account.connection).sign(key, signedText(plain));
  const exported: AuditExport = { ...plain, ...(signature !== undefined && { signature }) };
  // An export that is broken from the start would only be noticed when it is needed.
  const { fault } = check(exported);
  io.out(toJson(exported));
  if (fault === null) return EXIT.done;
  io.err(`rollouts: the trail of ${endpoint} is broken: ${fault}\n`);
  return EXIT.failed;
}

async function writeKey(args: Args, io: Io, key: string | undefined): Promise<number> {
  if (key === undefined) throw new UsageError('KEY is missing');
  const pem = await kmsSigner(connectionOf(args, io)).publicKey(key);
  io.out(args.has('json') ? toJson({ key, publicKey: pem }) : pem);
  return EXIT.done;
}

async function trailsOf(args: Args, io: Io, operand: string | undefined): Promise<readonly AuditExport[]> {
  const account = await openAccount(args, io);
  const names =
    operand === undefined
      ? (await account.archive.endpoints()).map(({ endpoint }) => endpoint)
      : [parseReference(operand).endpoint];
  const trails: AuditExport[] = [];
  for (const name of names) trails.push(await exportOf(account, name));
  return trails;
}

async function exportOf(account: Account, endpoint: string): Promise<AuditExport> {
  const record = await account.read(endpoint);
  if (record === undefined)
    throw new Error(`${endpoint} has no audit trail; \`rollouts list\` shows the endpoints that have`);
  const { head, sequence } = record.audit;
  // What was written after the record was read is for the next time.
  const entries = (await entriesFrom(account, endpoint, { from: 1, known: record })).filter(
    (entry) => entry.sequence <= sequence,
  );
  return { version: 1, endpoint, exportedAt: new Date(account.now()).toISOString(), head: { head, sequence }, entries };
}

function check(trail: AuditExport, expected?: string, pem?: string): Finding {
  const { endpoint, entries, head } = trail;
  const fault =
    findFault(entries, sha256, head) ??
    missesHead(entries, head, expected) ??
    (pem === undefined ? undefined : badSignature(trail, pem));
  return { endpoint, entries: entries.length, head: head.head, fault: fault ?? null };
}

/** A head that was noted down elsewhere must still be part of the chain; who can write the table cannot forge that. */
function missesHead(
  entries: readonly AuditEntry[],
  { head }: Pick<AuditTrail, 'head'>,
  expected: string | undefined,
): string | undefined {
  if (expected === undefined || head === expected || entries.some(({ hash }) => hash === expected)) return undefined;
  return `no entry has the hash ${expected}: the chain was rewritten or cut off since that head was noted down`;
}

function badSignature(trail: AuditExport, pem: string): string | undefined {
  if (trail.signature === undefined) return 'the export is not signed';
  const signature = Buffer.from(trail.signature.value, 'base64');
  const isGood = verifySignature('sha256', Buffer.from(signedText(trail)), publicKeyOf(pem), signature);
  return isGood ? undefined : `the signature is not one of this key over head ${trail.head.head}`;
}

function publicKeyOf(pem: string) {
  try {
    return createPublicKey(pem);
  } catch (error) {
    throw new UsageError('--public-key is no public key in PEM; `rollouts audit key KEY` writes one', { cause: error });
  }
}

function describe({ endpoint, entries, head, fault }: Finding): string {
  return fault === null
    ? `${endpoint}: ${entries} entries, unbroken; head ${head}\n`
    : `${endpoint}: BROKEN: ${fault}; compare with an earlier export, and with CloudTrail for who wrote to the table\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
