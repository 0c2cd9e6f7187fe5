/** Something beside the KPIs that must be well: asked at gates, and at every look of a bake. */
export interface HealthCheck {
  readonly name: string;
  readonly probe: CheckProbe;
  /** For one try. */
  readonly timeoutSeconds: number;
  /** Further tries after one that failed, at once. */
  readonly retries: number;
  /** `gates`: only before traffic is shifted; `always`: at every look, too. */
  readonly at: 'gates' | 'always';
}

/** How a health check asks. */
export type CheckProbe =
  /** An inference by the candidate itself, whatever its weight. */
  | {
      readonly kind: 'invoke';
      readonly contentType: string;
      readonly accept?: string;
      readonly body: string;
      readonly bodyContains?: string;
    }
  /** A GET request. Without a list of statuses any 2xx is fine. */
  | { readonly kind: 'http'; readonly url: string; readonly status: readonly number[]; readonly bodyContains?: string }
  /** A connection that is accepted, and closed again. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A function of the user's, which answers `{ pass, reason }`. */
  | { readonly kind: 'lambda'; readonly functionName: string; readonly payload: unknown };

/** What came of a health check. */
export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence for people. */
  readonly reason: string;
}

/** The newest results of a release's health checks. */
export interface CheckReadings {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly moment: 'gate' | 'look';
  readonly results: readonly CheckResult[];
}

/** What one try found: what is wrong, or nothing, and how long it took. */
export interface CheckAnswer {
  /** `undefined`: all is well. */
  readonly flaw?: string;
  readonly seconds: number;
}

/** The result of all tries of a check; it is well if the last one was. */
export function toResult({ name, timeoutSeconds }: HealthCheck, tries: readonly CheckAnswer[]): CheckResult {
  const last = tries.at(-1);
  const count = tries.length === 1 ? '' : ` at try ${tries.length}`;
  if (last === undefined) return { name, ok: false, reason: `check ${name} was never asked` };
  const flaw = last.flaw ?? (last.seconds > timeoutSeconds ? tooLong(timeoutSeconds) : undefined);
  return flaw === undefined
    ? { name, ok: true, reason: `check ${name} passed${count} after ${last.seconds.toFixed(2)} s` }
    : { name, ok: false, reason: `check ${name} failed${count}: ${flaw}` };
}

/** What is wrong with a try that took longer than it may. */
export function tooLong(timeoutSeconds: number): string {
  return `no answer within ${timeoutSeconds} s`;
}

/** Whether a try needs no other: it found nothing wrong, in time. */
export function isWell({ flaw, seconds }: CheckAnswer, { timeoutSeconds }: HealthCheck): boolean {
  return flaw === undefined && seconds <= timeoutSeconds;
}

/** Checks to run now: before traffic is shifted all of them, at a look of a bake those that always run. */
export function checksAt(checks: readonly HealthCheck[], moment: 'gate' | 'look'): readonly HealthCheck[] {
  return moment === 'gate' ? checks : checks.filter(({ at }) => at === 'always');
}

/** What a function of the user's has answered; anything that is not a clear pass is a failure. */
export function flawOfAnswer(answer: unknown): string | undefined {
  const isMap = typeof answer === 'object' && answer !== null;
  if (!isMap || !('pass' in answer) || typeof answer.pass !== 'boolean') {
    return `it answered ${JSON.stringify(answer)?.slice(0, 200) ?? 'nothing'}, and { "pass": true or false, "reason": "…" } is wanted`;
  }
  if (answer.pass) return undefined;
  return 'reason' in answer && typeof answer.reason === 'string' && answer.reason !== ''
    ? answer.reason.slice(0, 500)
    : 'it says so without a reason';
}
