import { AWAITING } from './cases/awaiting';
import { BACK } from './cases/back';
import { type Case } from './cases/case';
import { JUDGING } from './cases/judging';
import { FORWARD } from './cases/forward';
import { takeOverCases } from './cases/take-over';

export type { Case } from './cases/case';

/** A visit of every step, for every way that it may go. */
export const CASES: readonly Case[] = [...FORWARD, ...AWAITING, ...JUDGING, ...BACK, ...takeOverCases()];
