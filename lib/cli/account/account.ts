import { callerArn } from '../../aws/caller-identity';
import type { Connection } from '../../aws/connection';
import { type ReleaseArchive, releaseArchive } from '../../aws/release-archive';
import { stackOutputs } from '../../aws/stack-outputs';
import type { Strategy } from '../../domain/blueprint/blueprint';
import { OUTPUTS } from '../../domain/outputs';
import type { EndpointRecord } from '../../domain/release/release';
import type { Args } from '../command';
import type { Io } from '../io';
import { connectionOf } from './connect';

/** A deployed stack, and the account it is in. */
export interface Account {
  readonly connection: Connection;
  /** Name of the stack. */
  readonly stack: string;
  readonly archive: ReleaseArchive;
  /** An output of the stack; throws where it has none of that name. */
  readonly output: (name: keyof typeof OUTPUTS) => string;
  readonly machine: (strategy: Strategy) => string;
  readonly read: (endpoint: string) => Promise<EndpointRecord | undefined>;
  /** By AWS's clock, which need not be this machine's, epoch milliseconds. */
  readonly now: () => number;
  /** Who we are, as the audit trail will name us. */
  readonly caller: () => Promise<string>;
}

/** Finds the stack that the command line means. */
export async function openAccount(args: Args, io: Io): Promise<Account> {
  const connection = connectionOf(args, io);
  const stack = args.value('stack') ?? io.environment['ROLLOUTS_STACK'] ?? 'Rollouts';
  const outputs = await stackOutputs(stack, connection);
  if (outputs === undefined) throw new Error(await noStack(stack, connection));
  const output = (name: keyof typeof OUTPUTS): string => {
    const value = outputs[OUTPUTS[name]];
    if (value !== undefined) return value;
    throw new Error(
      `stack ${stack} has no output ${OUTPUTS[name]}, so it is not one of ours or an older one; deploy it again, or give --stack`,
    );
  };
  const table = output('table');
  // How far AWS's clock is ahead of this machine's; every answer of the table tells.
  let ahead = 0;
  const archive = releaseArchive(table, connection, (at) => {
    ahead = at - io.now();
  });
  return {
    connection,
    stack,
    archive,
    output,
    machine: (strategy) => output(strategy === 'canary' ? 'canaryMachine' : 'standardMachine'),
    read: (endpoint) => archive.read(endpoint),
    now: () => io.now() + ahead,
    caller: async () => nameOfCaller(await callerArn(connection)),
  };
}

async function noStack(stack: string, connection: Connection): Promise<string> {
  const account = (await callerArn(connection)).split(':')[4] ?? 'unknown';
  const where = connection.region === undefined ? 'the default Region' : connection.region;
  return `there is no stack ${stack} in ${where} of account ${account}; deploy it (cdk deploy), or give --stack, --region or --profile`;
}

/** An identity as people say it: `ann` for a user, `ann (Operators)` for a role's session. */
export function nameOfCaller(arn: string): string {
  const [kind, ...path] = arn.split(':').slice(5).join(':').split('/');
  const name = path.at(-1);
  if (name === undefined) return kind === 'root' ? 'root' : arn;
  return kind === 'assumed-role' ? `${name} (${path[0]})` : name;
}
