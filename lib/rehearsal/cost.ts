/**
 * List prices, US dollars, us-east-1: Step Functions 0.025 per 1,000 transitions; Lambda arm64 0.20 per million requests and
 * 0.0000133334 per GB-second; DynamoDB on demand 0.625 per million writes of 1 KB and 0.125 per million reads of 4 KB.
 * Source: the services' public price pages. CloudWatch alarms and the endpoint's own fleets are not orchestration.
 */
const PRICE = {
  transition: 0.025 / 1000,
  request: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  write: 0.625 / 1e6,
  read: 0.125 / 1e6,
};

/** A record of a release takes about this many write units (1 KB each) and read units (4 KB each). */
const UNITS_A_WRITE = 8;
const UNITS_A_READ = 2;

/** What the orchestration did. */
export interface Work {
  readonly transitions: number;
  readonly invocations: number;
  /** Milliseconds of Lambda time, over all functions. */
  readonly milliseconds: number;
  readonly memoryMegabytes: number;
  readonly writes: number;
  readonly reads: number;
}

/** What it costs, US dollars. */
export function costOf(work: Work): { transitions: number; lambda: number; table: number; total: number } {
  const transitions = work.transitions * PRICE.transition;
  const gigabyteSeconds = (work.milliseconds / 1000) * (work.memoryMegabytes / 1024);
  const lambda = work.invocations * PRICE.request + gigabyteSeconds * PRICE.gigabyteSecond;
  const table = work.writes * UNITS_A_WRITE * PRICE.write + work.reads * UNITS_A_READ * PRICE.read;
  const round = (dollars: number): number => Math.round(dollars * 1e6) / 1e6;
  return {
    transitions: round(transitions),
    lambda: round(lambda),
    table: round(table),
    total: round(transitions + lambda + table),
  };
}
