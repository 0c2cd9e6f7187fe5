import type { Signature } from '../../aws/kms-signer';
import type { AuditEntry, AuditTrail } from '../../domain/release/audit';
import { UsageError } from '../command';
import type { Io } from '../io';

/** An audit trail as it is written to a file, version 1. */
export interface AuditExport {
  readonly version: 1;
  readonly endpoint: string;
  /** RFC 3339. */
  readonly exportedAt: string;
  /** The record's end of the chain when it was exported. */
  readonly head: Pick<AuditTrail, 'head' | 'sequence'>;
  readonly entries: readonly AuditEntry[];
  /** Of the head, where somebody asked for one. */
  readonly signature?: Signature;
}

/** What is signed: which chain it is, how long, and its last hash. */
export function signedText({ endpoint, head }: Pick<AuditExport, 'endpoint' | 'head'>): string {
  return `rollouts audit head\n${endpoint}\n${head.sequence}\n${head.head}\n`;
}

/** No trail is as long as that. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Reads an export; what it says is not believed, only understood. */
export async function readExport(io: Io, path: string): Promise<AuditExport> {
  const document = parse(await readText(io, path), path);
  if (!isExport(document)) {
    throw new UsageError(`${path} is no audit trail; write one with \`rollouts audit export ENDPOINT\``);
  }
  return document;
}

/** A text file; one that cannot be read is a usage error. */
export async function readText(io: Io, path: string): Promise<string> {
  try {
    return await io.read(path, MOST_BYTES);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function isExport(value: unknown): value is AuditExport {
  if (!isRecord(value) || value['version'] !== 1 || typeof value['endpoint'] !== 'string') return false;
  const { head, entries } = value;
  return (
    isRecord(head) &&
    typeof head['head'] === 'string' &&
    typeof head['sequence'] === 'number' &&
    Array.isArray(entries) &&
    entries.every(
      (entry) => isRecord(entry) && typeof entry['hash'] === 'string' && typeof entry['sequence'] === 'number',
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
