import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type CheckNetwork, checkedNetwork } from './check-network';
import { checkFunctions, checkPatterns, findOverlap } from './endpoint-patterns';
import type { RolloutsProps } from './rollouts';

/** What one environment gives its stack; the context `rollouts.environments` of cdk.json has one of these for each. */
export interface Environment extends RolloutsProps {
  /** @default 'Rollouts', and the environment's name behind it where it is not the default one */
  readonly stackName: string;
  /** @default - the account of whoever deploys */
  readonly account?: string;
  /** @default - the Region of whoever deploys */
  readonly region?: string;
}

/** The environment that is taken when none is named. */
const DEFAULT = 'default';

const KEYS = [
  'endpoints',
  'functions',
  'checkNetwork',
  'notify',
  'inform',
  'modelRoles',
  'logRetentionDays',
  'stackName',
  'account',
  'region',
] as const;

/** Days that CloudWatch Logs can keep a log, as it names them. */
const RETENTIONS: readonly number[] = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number',
);

/**
 * Reads the context `rollouts` of cdk.json and picks one of its environments. All environments are checked, so that a
 * mistake in one is found before the day it is deployed.
 */
export function readConfig(context: unknown, name: unknown = DEFAULT): Environment {
  const environments = recordAt(recordAt(context, 'rollouts')['environments'], 'rollouts.environments');
  const read = new Map(Object.entries(environments).map(([key, value]) => [key, readEnvironment(key, value)]));
  refuseRivals([...read]);
  const found = typeof name === 'string' ? read.get(name) : undefined;
  if (found === undefined) {
    throw new Error(`there is no environment '${String(name)}' in cdk.json; there are ${[...read.keys()].join(', ')}`);
  }
  return found;
}

function readEnvironment(name: string, value: unknown): Environment {
  const at = `rollouts.environments.${name}`;
  const given = recordAt(value, at);
  for (const key of Object.keys(given)) {
    if (!KEYS.some((known) => known === key))
      throw new Error(`${at}.${key} is unknown; allowed are ${KEYS.join(', ')}`);
  }
  const text = (key: string, pattern: RegExp, allowed: string): string | undefined => {
    const entry = given[key];
    if (entry === undefined) return undefined;
    if (typeof entry === 'string' && pattern.test(entry)) return entry;
    throw new Error(`${at}.${key} is ${JSON.stringify(entry)}; it must be ${allowed}`);
  };
  const stackName = text(
    'stackName',
    /^[A-Za-z][A-Za-z0-9-]*$/,
    'letters, digits and hyphens, beginning with a letter',
  );
  const account = text('account', /^\d{12}$/, 'text of 12 digits');
  const region = text('region', /^[a-z]{2}(-[a-z]+)+-\d$/, "a Region's name such as 'eu-west-1'");
  const addresses = (key: 'notify' | 'inform'): readonly string[] => {
    const list = textsAt(given[key] ?? [], `${at}.${key}`);
    const wrong = list.find((address) => !/^[^@\s]+@[^@\s]+$/.test(address));
    if (wrong !== undefined) throw new Error(`${at}.${key} has '${wrong}'; it must be a mail address`);
    return list;
  };
  const logRetention = given['logRetentionDays'] ?? RetentionDays.THREE_MONTHS;
  if (typeof logRetention !== 'number' || !RETENTIONS.includes(logRetention)) {
    throw new Error(`${at}.logRetentionDays is ${JSON.stringify(logRetention)}; allowed are ${RETENTIONS.join(', ')}`);
  }
  return {
    endpoints: explained(at, () => checkPatterns(textsAt(given['endpoints'], `${at}.endpoints`))),
    functions: explained(at, () => checkFunctions(textsAt(given['functions'] ?? [], `${at}.functions`))),
    ...(given['checkNetwork'] !== undefined && { checkNetwork: networkAt(given['checkNetwork'], at) }),
    notify: addresses('notify'),
    inform: addresses('inform'),
    modelRoles: textsAt(given['modelRoles'] ?? [], `${at}.modelRoles`).map((role) => checkRole(role, at)),
    logRetention,
    stackName: stackName ?? (name === DEFAULT ? 'Rollouts' : `Rollouts-${name}`),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}

function networkAt(value: unknown, at: string): CheckNetwork {
  const { subnets, securityGroups, ...others } = recordAt(value, `${at}.checkNetwork`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Error(`${at}.checkNetwork.${unknown} is unknown; allowed are subnets, securityGroups`);
  const network = {
    subnets: textsAt(subnets, `${at}.checkNetwork.subnets`),
    securityGroups: textsAt(securityGroups, `${at}.checkNetwork.securityGroups`),
  };
  return explained(at, () => checkedNetwork(network));
}

function checkRole(role: string, at: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/*-]+$/.test(role)) return role;
  throw new Error(`${at}.modelRoles has '${role}'; it must be the ARN of a role, with '*' for any text in its name`);
}

/** Environments of the same account and Region must not share an endpoint; of those left open nobody can tell. */
function refuseRivals(environments: readonly (readonly [string, Environment])[]): void {
  for (const [index, [name, one]] of environments.entries()) {
    for (const [otherName, other] of environments.slice(index + 1)) {
      const isSamePlace = one.account !== undefined && one.account === other.account && one.region === other.region;
      const shared = isSamePlace ? findOverlap(one.endpoints, other.endpoints) : undefined;
      if (shared === undefined) continue;
      throw new Error(
        `environments ${name} and ${otherName} are in the same account and could both manage an endpoint that matches ` +
          `'${shared[0]}' and '${shared[1]}'; give them patterns that do not overlap`,
      );
    }
  }
}

function recordAt(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`${at} in cdk.json is ${JSON.stringify(value) ?? 'missing'}; it must be an object`);
}

function textsAt(value: unknown, at: string): readonly string[] {
  if (Array.isArray(value) && value.every((entry): entry is string => typeof entry === 'string')) return value;
  throw new Error(`${at} is ${JSON.stringify(value) ?? 'missing'}; it must be a list of texts`);
}

function explained<T>(at: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${at}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
