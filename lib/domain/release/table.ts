/** Sort keys of the single table; the partition key `pk` is the endpoint's name. */
export const SORT_KEY = { live: 'live', release: 'release#', audit: 'audit#' } as const;

/** Index over the endpoints' items: the live ones by when their owner's next sign of life is due, the idle ones by their last end. */
export const LIVE_INDEX = 'live';

/** Keys of the blueprints that are registered for model package groups; no endpoint's name has a `#`. */
export const REGISTRATION = { prefix: 'group#', sortKey: 'blueprint' } as const;

/** Partition keys of the index: endpoints with a live release (or with an end that is yet to be told), and all others. */
export const LIVE = 'live';
export const IDLE = 'idle';

/** Sort key of an ended release. */
export function historyKey(number: number): string {
  return `${SORT_KEY.release}${String(number).padStart(6, '0')}`;
}

/** Sort key of an entry of the audit chain. */
export function auditKey(sequence: number): string {
  return `${SORT_KEY.audit}${String(sequence).padStart(10, '0')}`;
}
