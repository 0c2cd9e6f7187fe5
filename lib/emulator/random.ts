import { createHash } from 'node:crypto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded randomness: the same seed gives the same draws, whatever else draws beside it. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Poisson with this mean. */
  poisson(mean: number): number;
  /** Successes in `n` trials of probability `p`. */
  binomial(n: number, p: number): number;
  /** An independent stream; the same name gives the same stream. */
  fork(name: string): Random;
}

/** The items in an order drawn by `random` (Fisher-Yates). */
export function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = Math.floor(random.next() * (index + 1));
    const drawn = shuffled.splice(other, 1, ...shuffled.slice(index, index + 1));
    shuffled.splice(index, 1, ...drawn);
  }
  return shuffled;
}

/** Above this mean (or variance) the normal approximation is used: its error is far below the noise of a draw. */
const NORMAL_FROM = 100;

/** A generator for `seed`, any text or number. */
export function seededRandom(seed: string | number): Random {
  const generator = xoroshiro128plus(createHash('sha256').update(String(seed)).digest().readInt32LE(0));
  const next = (): number => {
    const high = (generator.next() >>> 0) >>> 5;
    const low = (generator.next() >>> 0) >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  // Box-Muller; 1 - next() keeps the logarithm's argument above zero.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

  const poisson = (mean: number): number => {
    if (mean <= 0) return 0;
    if (mean > NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    // Inversion by products of uniforms (Knuth).
    const floor = Math.exp(-mean);
    let product = next();
    let count = 0;
    while (product > floor) {
      product *= next();
      count++;
    }
    return count;
  };

  const binomial = (n: number, p: number): number => {
    if (n <= 0 || p <= 0) return 0;
    if (p >= 1) return n;
    if (p > 0.5) return n - binomial(n, 1 - p);
    const variance = n * p * (1 - p);
    if (variance > NORMAL_FROM) {
      return Math.min(n, Math.max(0, Math.round(n * p + Math.sqrt(variance) * normal())));
    }
    // Skips from success to success (geometric gaps), so the work is n * p and not n.
    const logQ = Math.log1p(-p);
    let successes = 0;
    let position = 0;
    for (;;) {
      position += Math.floor(Math.log(1 - next()) / logQ) + 1;
      if (position > n) return successes;
      successes++;
    }
  };

  return { next, normal, poisson, binomial, fork: (name) => seededRandom(`${seed}/${name}`) };
}
