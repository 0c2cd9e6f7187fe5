/** How long a thing may take, in seconds. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Four periods of one-minute metrics: CloudWatch needs two to four minutes to show what just happened. */
export const BAKE: Range = { least: 240, most: 86_400 };
/** Time for a person to answer. */
export const WAIT: Range = { least: 300, most: 7 * 86_400 };
/** SageMaker waits no longer than that for an answer. */
export const ANSWER: Range = { least: 0.001, most: 60 };
/** Percent; finer shares are noise on any endpoint. */
export const TRAFFIC: Range = { least: 0.01, most: 100 };

export const MOST_PHASES = 20;
export const MOST_TESTS = 10;
export const MOST_KPIS = 20;
/** That many names of 255 characters still fit into the rule of one composite alarm (10,240 characters). */
export const MOST_ALARMS = 30;

const NAME = '1 to 63 letters, digits and hyphens, first and last a letter or digit';
const BAKE_TIME = '4m to 24h, e.g. 10m or 1h30m';
const SHARE = '0.01% to 100%';

/** Every key of a blueprint, in reading order, with what is allowed there; `[]` is any item, `*` any name. */
export const ALLOWED: Readonly<Record<string, string>> = {
  '': 'a map with the keys endpoint and model, and more as needed',
  id: '1 to 63 letters, digits, dots, underscores and hyphens, first a letter or digit',
  endpoint: NAME,
  model: NAME,
  strategy: 'canary or standard',
  capacity: 'a map with the keys instanceType and instances',
  'capacity.instanceType': 'a SageMaker instance type, e.g. ml.m5.large',
  'capacity.instances': 'a whole number, at least 1',
  tests: `a list of at most ${MOST_TESTS} tests`,
  'tests[]': 'a map with the keys name, invoke and expect',
  'tests[].name': '1 to 40 letters, digits, spaces, dots, underscores, hyphens and %, first a letter or digit',
  'tests[].invoke': 'a map with the keys contentType, accept and body',
  'tests[].invoke.contentType': 'a media type, e.g. application/json',
  'tests[].invoke.accept': 'a media type, e.g. application/json',
  'tests[].invoke.body': 'text, or a map or list that is sent as JSON',
  'tests[].expect': 'a map with the keys maxLatency and bodyContains',
  'tests[].expect.maxLatency': '1ms to 60s, e.g. 800ms',
  'tests[].expect.bodyContains': 'text of 1 to 1,000 characters',
  kpi: `a map of 1 to ${MOST_KPIS} KPIs`,
  'kpi.*': 'a built-in KPI with a limit, or any other name with { metric, limit }',
  'kpi.*.metric': 'a map with the keys namespace, name, kind and dimensions',
  'kpi.*.metric.namespace': 'a CloudWatch namespace of 1 to 255 characters, not starting with a colon',
  'kpi.*.metric.name': 'a metric name of 1 to 255 characters',
  'kpi.*.metric.kind': 'rate (a 0/1 metric), mean or value',
  'kpi.*.metric.dimensions': 'a map of at most 30 names with a value each',
  'kpi.*.metric.dimensions.*': 'text of 1 to 1,024 characters; {variant} and {endpoint} stand for their names',
  'kpi.*.limit': 'a comparison and a number, e.g. "> 98%"',
  alarms: `a list of at most ${MOST_ALARMS} alarm names`,
  'alarms[]': "an alarm's name (not its ARN) of 1 to 255 characters",
  phases: `a list of 1 to ${MOST_PHASES} phases`,
  'phases[]': 'a map with the keys traffic and bake, and if needed name, gate and hold',
  'phases[].name': '1 to 40 letters, digits, spaces, dots, underscores, hyphens and %, first a letter or digit',
  'phases[].traffic': SHARE,
  'phases[].bake': BAKE_TIME,
  'phases[].gate': 'manual, or { within: 4h }',
  'phases[].gate.within': '5m to 7d',
  'phases[].hold': '5m to 7d',
  ramp: 'a map with the keys start, step and every, and if needed warmUp and finalBake',
  'ramp.warmUp': BAKE_TIME,
  'ramp.start': SHARE,
  'ramp.step': SHARE,
  'ramp.every': BAKE_TIME,
  'ramp.finalBake': BAKE_TIME,
  rollback: 'auto or manual',
};

/** What is allowed at a place. */
export function allowedAt(at: readonly (string | number)[]): string {
  return ALLOWED[patternOf(at)] ?? 'nothing';
}

/** The keys that a map at this place may have. */
export function keysAt(at: readonly (string | number)[]): readonly string[] {
  const prefix = at.length === 0 ? '' : `${patternOf(at)}.`;
  return Object.keys(ALLOWED)
    .filter((pattern) => pattern.startsWith(prefix) && pattern !== '')
    .map((pattern) => pattern.slice(prefix.length))
    .filter((key) => /^\w+$/.test(key));
}

/** Position of a top-level key in reading order; unknown ones come last. */
export function readingOrder(key: string): number {
  const index = keysAt([]).indexOf(key);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

function patternOf(at: readonly (string | number)[]): string {
  return at.reduce<string>((pattern, key) => {
    if (typeof key === 'number') return `${pattern}[]`;
    if (pattern === 'kpi' || pattern.endsWith('.dimensions')) return `${pattern}.*`;
    return pattern === '' ? key : `${pattern}.${key}`;
  }, '');
}
