/** How long a thing may take, in seconds. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Four periods of one-minute metrics: CloudWatch needs two to four minutes to show what just happened. */
export const BAKE: Range = { least: 240, most: 86_400 };
/** Time for a person to answer. */
export const WAIT: Range = { least: 300, most: 7 * 86_400 };
/** A pause; longer ones would not fit into an execution's history beside the rest of a long plan. */
export const PAUSE: Range = { least: 300, most: 86_400 };
/** SageMaker waits no longer than that for an answer. */
export const ANSWER: Range = { least: 0.001, most: 60 };
/** How long a limit may have to be broken before it counts; whole periods of the metrics. */
export const LASTING: Range = { least: 60, most: 3600 };
/** How long one try of a health check may take. */
export const CHECK_ANSWER: Range = { least: 0.1, most: 30 };
/** Percent; finer shares are noise on any endpoint. */
export const TRAFFIC: Range = { least: 0.01, most: 100 };

export const MOST_PHASES = 20;
export const MOST_TESTS = 10;
export const MOST_CHECKS = 10;
export const MOST_KPIS = 20;
/** More requests than anybody waits for in a phase. */
export const MOST_MIN_REQUESTS = 1e9;
export const MOST_BURST = 1000;
/** That many names of 255 characters still fit into the rule of one composite alarm (10,240 characters). */
export const MOST_ALARMS = 30;

const NAME = '1 to 63 letters, digits and hyphens, first and last a letter or digit';
const BAKE_TIME = '4m to 24h, e.g. 10m or 1h30m';
const SHARE = '0.01% to 100%';

/** Every key of a blueprint, in reading order, with what is allowed there; `[]` is any item, `*` any name. */
export const ALLOWED: Readonly<Record<string, string>> = {
  '': 'a map with the keys endpoint and model (or modelPackage), and more as needed',
  id: '1 to 63 letters, digits, dots, underscores and hyphens, first a letter or digit',
  endpoint: NAME,
  model: NAME,
  modelPackage: 'the ARN of a version in the Model Registry: arn:…:model-package/group/7',
  strategy: 'canary or standard',
  capacity: 'a map with the keys instanceType and instances',
  'capacity.instanceType': 'a SageMaker instance type, e.g. ml.m5.large',
  'capacity.instances': 'a whole number, at least 1',
  maxCapacity: 'a whole number, at least 1 and at least capacity.instances',
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
  checks: `a list of at most ${MOST_CHECKS} health checks`,
  'checks[]': 'a map with the keys name and one of invoke, http, tcp and lambda, and if needed timeout, retries and at',
  'checks[].name': '1 to 40 letters, digits, spaces, dots, underscores, hyphens and %, first a letter or digit',
  'checks[].timeout': '100ms to 30s, e.g. 3s',
  'checks[].retries': 'a whole number from 0 to 3',
  'checks[].at': 'gates or always',
  'checks[].invoke': 'a map with the key body, and if needed contentType, accept and bodyContains',
  'checks[].invoke.contentType': 'a media type, e.g. application/json',
  'checks[].invoke.accept': 'a media type, e.g. application/json',
  'checks[].invoke.body': 'text, or a map or list that is sent as JSON',
  'checks[].invoke.bodyContains': 'text of 1 to 1,000 characters',
  'checks[].http': 'a map with the key url, and if needed status and bodyContains',
  'checks[].http.url': 'an http or https URL without a password, of a host that is neither loopback nor link-local',
  'checks[].http.status': 'a list of statuses, e.g. [200, 204]',
  'checks[].http.status[]': 'a whole number from 100 to 599',
  'checks[].http.bodyContains': 'text of 1 to 1,000 characters',
  'checks[].tcp': 'a map with the keys host and port',
  'checks[].tcp.host': 'the name or address of a host that is neither loopback nor link-local',
  'checks[].tcp.port': 'a whole number from 1 to 65535',
  'checks[].lambda': 'a map with the key function, and if needed payload',
  'checks[].lambda.function':
    "a Lambda function's name (not its ARN), with an alias or version after a colon if it has one",
  'checks[].lambda.payload': 'any JSON value',
  kpi: `a map of 1 to ${MOST_KPIS} KPIs`,
  'kpi.*': 'a built-in KPI with a limit, or any other name with { metric, limit }',
  'kpi.*.limit': 'a comparison and a number, e.g. "> 98%"',
  'kpi.*.for': 'whole minutes from 1m to 1h, e.g. 2m',
  'kpi.*.worse_than_baseline': 'a factor, e.g. 1.25x, or a difference, e.g. +0.2%',
  'kpi.*.worse': 'higher or lower',
  'kpi.*.errors': 'a list of 4xx, 5xx and model',
  'kpi.*.breach': 'immediate, staged or hold',
  'kpi.*.min_requests': 'a whole number, at least 1',
  'kpi.*.burst': `a whole number from 1 to ${MOST_BURST}`,
  'kpi.*.dry_run': 'true or false',
  'kpi.*.breaker': 'none, or a limit of its own',
  'kpi.*.metric': 'a map with the keys namespace, name, kind and dimensions, and of for a ratio',
  'kpi.*.metric.namespace': 'a CloudWatch namespace of 1 to 255 characters, not starting with a colon',
  'kpi.*.metric.name': 'a metric name of 1 to 255 characters',
  'kpi.*.metric.kind': 'rate (a 0/1 metric), ratio (two counts), mean or value',
  'kpi.*.metric.dimensions': 'a map of at most 30 names with a value each',
  'kpi.*.metric.dimensions.*': 'text of 1 to 1,024 characters; {variant} and {endpoint} stand for their names',
  'kpi.*.metric.of': 'a map with the key name, and if needed namespace and dimensions',
  'kpi.*.metric.of.namespace': 'a CloudWatch namespace of 1 to 255 characters, not starting with a colon',
  'kpi.*.metric.of.name': 'a metric name of 1 to 255 characters',
  'kpi.*.metric.of.dimensions': 'a map of at most 30 names with a value each',
  'kpi.*.metric.of.dimensions.*': 'text of 1 to 1,024 characters; {variant} and {endpoint} stand for their names',
  min_requests: 'a whole number, at least 1',
  inconclusive: 'hold, promote, extend, or { extend: 30m, otherwise: hold }',
  'inconclusive.extend': '4m to 24h',
  'inconclusive.otherwise': 'hold or promote',
  decision: "a Lambda function's name, or { function, may_promote }",
  'decision.function': "a Lambda function's name (not its ARN), with an alias or version after a colon if it has one",
  'decision.may_promote': 'true or false',
  alarms: `a list of at most ${MOST_ALARMS} alarm names`,
  'alarms[]': "an alarm's name (not its ARN) of 1 to 255 characters",
  phases: `a list of 1 to ${MOST_PHASES} phases`,
  'phases[]': 'a map with the keys traffic and bake, and if needed name, gate, hold and finish',
  'phases[].name': '1 to 40 letters, digits, spaces, dots, underscores, hyphens and %, first a letter or digit',
  'phases[].traffic': SHARE,
  'phases[].bake': BAKE_TIME,
  'phases[].gate': 'manual, or { within: 4h }',
  'phases[].gate.within': '5m to 7d',
  'phases[].hold': '5m to 7d',
  'phases[].finish': 'certified',
  ramp: 'a map with the keys start, step and every, and if needed warmUp and finalBake',
  'ramp.warmUp': BAKE_TIME,
  'ramp.start': SHARE,
  'ramp.step': SHARE,
  'ramp.every': BAKE_TIME,
  'ramp.finalBake': BAKE_TIME,
  rollback: 'auto or manual',
  supersede: 'reject or replace',
  pause: '5m to 24h',
  launch: 'a map with the keys by and reason',
  'launch.by': 'text of 1 to 1,000 characters',
  'launch.reason': 'text of 1 to 1,000 characters',
  policy: 'any, all, or weights from 0 to 1000, e.g. { weights: { error_rate: 2 }, atLeast: 2 }',
  caution: 'a map with the keys hours, timeZone and kpi, and if needed days',
  'caution.hours': 'a time of day to another, e.g. 08:00-18:00',
  'caution.days': 'days of the week, e.g. mon-fri or [mon, wed]',
  'caution.timeZone': 'an IANA time zone, e.g. Europe/Berlin',
  'caution.kpi': 'a map from names of KPIs to stricter limits',
  'caution.kpi.*': 'a limit in quotes, stricter than the usual one',
  power: 'refuse, warn or off',
  drill: 'true or false',
  metrics: 'standard or fast',
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

/** Maps whose keys are names that the user gives. */
const MAPS_OF_NAMES = new Set(['kpi', 'caution.kpi']);

function patternOf(at: readonly (string | number)[]): string {
  return at.reduce<string>((pattern, key) => {
    if (typeof key === 'number') return `${pattern}[]`;
    if (MAPS_OF_NAMES.has(pattern) || pattern.endsWith('.dimensions')) return `${pattern}.*`;
    return pattern === '' ? key : `${pattern}.${key}`;
  }, '');
}
