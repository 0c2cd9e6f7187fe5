const NEAR = 0.02425;

/** Quantile of the standard normal distribution, by rational approximation (relative error below 1.2e-9). */
export function normalQuantile(p: number): number {
  if (p < NEAR) return tail(p);
  if (p > 1 - NEAR) return -tail(1 - p);
  const q = p - 0.5;
  const r = q * q;
  const numerator = polynomial(
    r,
    [
      -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
      2.506628277459239,
    ],
  );
  const denominator = polynomial(
    r,
    [-5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1],
  );
  return (q * numerator) / denominator;
}

function tail(p: number): number {
  const q = Math.sqrt(-2 * Math.log(p));
  const numerator = polynomial(
    q,
    [
      -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
      2.938163982698783,
    ],
  );
  const denominator = polynomial(
    q,
    [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
  );
  return numerator / denominator;
}

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
