import type { AuditEntry } from '../../../lib/domain/release/audit';
import { ownershipIn } from '../../../lib/domain/release/claims';
import type { ReleaseHistory, ReleaseStore } from '../../../lib/domain/ports';
import type { EndedRelease, EndpointRecord } from '../../../lib/domain/release/release';

/** The table in memory: records are kept as text, like items, and swapped on their revision. */
export class MemoryStore implements ReleaseStore, ReleaseHistory {
  private readonly records = new Map<string, string>();
  private readonly chains = new Map<string, Map<number, AuditEntry>>();
  readonly past: EndedRelease[] = [];

  async read(endpoint: string): Promise<EndpointRecord | undefined> {
    return this.peek(endpoint);
  }

  async swap(next: EndpointRecord, revision: number): Promise<boolean> {
    if ((this.peek(next.endpoint)?.revision ?? 0) !== revision) return false;
    this.put({ ...next, revision: revision + 1 });
    return true;
  }

  async addToChain(endpoint: string, entries: readonly AuditEntry[]): Promise<void> {
    const chain = this.chains.get(endpoint) ?? new Map<number, AuditEntry>();
    for (const entry of entries) if (!chain.has(entry.sequence)) chain.set(entry.sequence, plain(entry));
    this.chains.set(endpoint, chain);
  }

  async addToHistory(_: string, ended: EndedRelease): Promise<void> {
    const at = this.past.findIndex(({ number }) => number === ended.number);
    const isRepaired = at >= 0 && this.past[at]?.outcome !== 'rollback_failed';
    if (isRepaired && ended.outcome === 'rollback_failed') return;
    this.past.splice(at < 0 ? this.past.length : at, 1, plain(ended));
  }

  async ended(_: string, number: number): Promise<EndedRelease | undefined> {
    return this.past.find((one) => one.number === number);
  }

  async history(_: string, limit?: number): Promise<readonly EndedRelease[]> {
    return this.past.toSorted((a, b) => b.number - a.number).slice(0, limit);
  }

  async live() {
    const live = [...this.records.keys()].flatMap((endpoint) => {
      const record = this.peek(endpoint);
      const owned = record && ownershipIn(record);
      return owned === undefined ? [] : [{ endpoint, dueBy: owned.dueBy, owner: owned.owner }];
    });
    return live.toSorted((a, b) => a.dueBy - b.dueBy);
  }

  peek(endpoint: string): EndpointRecord | undefined {
    const text = this.records.get(endpoint);
    return text === undefined ? undefined : (JSON.parse(text) as EndpointRecord);
  }

  put(record: EndpointRecord): void {
    assertStorable(record);
    this.records.set(record.endpoint, JSON.stringify(record));
  }

  /** Every entry of an endpoint that is in the chain or waits to be. */
  audit(endpoint: string): AuditEntry[] {
    const all = new Map(this.peek(endpoint)?.audit.outbox.map((entry) => [entry.sequence, entry]));
    for (const [sequence, entry] of this.chains.get(endpoint) ?? []) all.set(sequence, entry);
    return [...all.values()].toSorted((a, b) => a.sequence - b.sequence);
  }

  /** The entries that are in the chain. */
  chain(endpoint: string): AuditEntry[] {
    return [...(this.chains.get(endpoint)?.values() ?? [])].toSorted((a, b) => a.sequence - b.sequence);
  }
}

function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

/** DynamoDB takes neither NaN nor infinities; JSON would turn them into null unseen. */
function assertStorable(value: unknown, path = 'record'): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${path} is ${value}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) assertStorable(member, `${path}.${key}`);
}
