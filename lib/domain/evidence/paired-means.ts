/**
 * Paired differences of log means, for a latency of which only the mean is known. Plain JSON: how many, their mean,
 * and the sum of squares around it (Welford).
 */
export interface PairedMeans {
  readonly periods: number;
  readonly mean: number;
  readonly squares: number;
  /** Highest logarithm of the evidence so far. */
  readonly peak: number;
}

/** Nothing seen yet. */
export const NO_PAIRED_MEANS: PairedMeans = { periods: 0, mean: 0, squares: 0, peak: 0 };

/** The guarantee is asymptotic, and below this many periods asymptotics are a hope. */
export const LEAST_PAIRED_PERIODS = 15;

/** Where the bound is tightest; 30 periods are half an hour of one-minute looks. */
const TIGHTEST_AT = 30;
/** Solves rho for that at alpha 1 %: (-2 ln alpha + ln(1 - 2 ln alpha)) / T. */
const RHO_SQUARED = (2 * Math.log(100) + Math.log(1 + 2 * Math.log(100))) / TIGHTEST_AT;
/** Means that agree to a tenth of a percent say more about rounding than about noise. */
const LEAST_DEVIATION = 1e-3;

/** Adds one period in which both variants have a mean above zero; pairing by period cancels what hits both. */
export function addPairedMeans(
  state: PairedMeans,
  period: { readonly candidate: number; readonly baseline: number },
  tolerance: number,
): PairedMeans {
  if (!(period.candidate > 0 && period.baseline > 0)) return state;
  const difference = Math.log(period.candidate / period.baseline);
  const periods = state.periods + 1;
  const mean = state.mean + (difference - state.mean) / periods;
  const squares = state.squares + (difference - state.mean) * (difference - mean);
  const next = { periods, mean, squares, peak: state.peak };
  return { ...next, peak: Math.max(state.peak, logMeanEvidence(next, tolerance)) };
}

/**
 * Natural logarithm of the evidence that the candidate's mean is more than `tolerance` times the baseline's: the
 * asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, written as the
 * one-sided bet from which it follows (a half-normal prior on the difference). With x = rho S / sqrt(T rho^2 + 1) the
 * bet is worth 2 exp(x^2 / 2) Phi(x) / sqrt(T rho^2 + 1); Phi is replaced by a lower bound, which keeps the promise.
 */
export function logMeanEvidence(state: Omit<PairedMeans, 'peak'>, tolerance: number): number {
  const { periods } = state;
  if (periods < LEAST_PAIRED_PERIODS) return 0;
  const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(state.squares / (periods - 1)));
  const sum = (periods * (state.mean - Math.log(tolerance))) / deviation;
  const spread = periods * RHO_SQUARED + 1;
  const x = Math.sqrt(RHO_SQUARED / spread) * sum;
  return logTwiceScaledPhi(x) - Math.log(spread) / 2;
}

/** Lower bound of ln(2 exp(x^2 / 2) Phi(x)): by Phi(x) >= 1 - exp(-x^2 / 2) / 2, and by Birnbaum's for x < 0. */
function logTwiceScaledPhi(x: number): number {
  if (x >= 0) return Math.log(2) + (x * x) / 2 + Math.log1p(-Math.exp((-x * x) / 2) / 2);
  // Birnbaum's difference cancels for x far below zero; this is the same number.
  return Math.log(4 / (Math.sqrt(x * x + 4) - x) / Math.sqrt(2 * Math.PI));
}
