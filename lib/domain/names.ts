/** The longest name of an endpoint, endpoint config or variant. Source: SageMaker API, `EndpointConfigName`. */
const MAX_NAME = 63;
/** The longest execution name. Source: Step Functions API, StartExecution. */
const MAX_EXECUTION_NAME = 80;

/** Name of the candidate's variant; the number keeps its metrics apart from those of every other release. */
export function candidateVariant(release: number): string {
  return `candidate-${release}`;
}

/** Variant of an endpoint that the release itself creates. */
export const FIRST_VARIANT = 'primary';

/** Put before the KPI in the names of the alarms that watch the final variant. */
export const FINAL_LABEL = 'final-';

/**
 * Name of an endpoint config that a release makes: `shared` holds baseline and candidate, `final` the new model alone,
 * `before` the baseline alone (made only where the deployed config holds more).
 * A long endpoint name is cut and told apart by a hash, so that the name always fits.
 */
export function configName(endpoint: string, release: number, role: 'shared' | 'final' | 'before'): string {
  return fit(endpoint, `-r${release}-${role}`, MAX_NAME);
}

/** Number of the release of this endpoint that makes a config of this name; `undefined` if none does. */
export function releaseOfConfig(endpoint: string, config: string): number | undefined {
  const [, number, role] = /-r(\d+)-(shared|final|before)$/.exec(config) ?? [];
  if (role !== 'shared' && role !== 'final' && role !== 'before') return undefined;
  return configName(endpoint, Number(number), role) === config ? Number(number) : undefined;
}

/** Whether a release of this endpoint makes configs of this name. */
export function isConfigOf(endpoint: string, config: string): boolean {
  return releaseOfConfig(endpoint, config) !== undefined;
}

/** Prefix of the names of all alarms that releases of this stack make; the rollback rule matches it. */
export function alarmPrefix(stack: string): string {
  return `rollouts/${stack}/`;
}

/** Name of an alarm of one release. `watch` is a KPI's name, or `alarms` for the composite over the user's own. */
export function alarmName(stack: string, endpoint: string, release: number, watch: string): string {
  return `${alarmPrefix(stack)}${endpoint}/${release}/${watch}`;
}

/** The parts of an alarm's name, or `undefined` if it is not an alarm of a release of this stack. */
export function parseAlarmName(
  stack: string,
  name: string,
): { readonly endpoint: string; readonly release: number; readonly watch: string } | undefined {
  if (!name.startsWith(alarmPrefix(stack))) return undefined;
  const [endpoint, release, ...watch] = name.slice(alarmPrefix(stack).length).split('/');
  if (endpoint === undefined || !/^\d+$/.test(release ?? '') || watch.length === 0) return undefined;
  return { endpoint, release: Number(release), watch: watch.join('/') };
}

/** Name of a rollback execution that the same cause cannot start twice. */
export function rollbackExecutionName(endpoint: string, release: number, cause: string): string {
  return fit(endpoint, `-r${release}-${cause}`, MAX_EXECUTION_NAME);
}

/** Name of the execution of a release that a person or a program starts: what it brings, and when. */
export function releaseExecutionName(id: string, at: number): string {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return fit(id.replaceAll('.', '-'), `-${stamp}`, MAX_EXECUTION_NAME);
}

/** Name of the execution that an approval starts; approving the same version once more, later, starts another. */
export function approvedExecutionName(group: string, version: number, at: string): string {
  return fit(group, `-v${version}-${at.replaceAll(/\D/g, '').slice(0, 17)}`, MAX_EXECUTION_NAME);
}

function fit(name: string, ending: string, limit: number): string {
  const room = limit - ending.length;
  if (name.length <= room) return name + ending;
  const mark = `-${hash32(name)}`;
  return name.slice(0, room - mark.length).replace(/-+$/, '') + mark + ending;
}

/** FNV-1a, 32 bits: short and stable; only names that were cut need it, to stay apart. */
function hash32(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
