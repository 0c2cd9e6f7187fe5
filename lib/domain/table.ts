/** Sort keys of the single table; the partition key `pk` is the endpoint's name. */
export const SORT_KEY = { live: 'live', release: 'release#', audit: 'audit#' } as const;

/** Sparse index over the live items, sorted by when their owner's next sign of life is due. */
export const LIVE_INDEX = 'live';

/** Partition key of the index. */
export const LIVE = 'live';
