import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { clientSettings, type Connection } from '../../lib/aws/connection';
import { sageMakerDeployer } from '../../lib/aws/sagemaker-deployer';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { OUTPUTS } from '../../lib/domain/outputs';
import type { Emulator } from '../../lib/emulator/emulator';
import { requestHandlerFor } from '../../lib/emulator/transport/request-handler';
import { serve } from '../../lib/emulator/transport/server';
import { parseScenario } from '../../lib/rehearsal/scenario';
import { ACCOUNT, setStage, type Stage } from '../../lib/rehearsal/stage';
import { synthesize } from '../../lib/rehearsal/synthesize';
import { inTime } from '../emulator/support/account';

/** An account that the ports are held against, and what is in it. */
export interface Ground {
  readonly connection: Connection;
  /** An endpoint in service, with one variant, that may be changed. */
  readonly endpoint: string;
  readonly config: string;
  readonly variant: string;
  readonly model: string;
  readonly table: string;
  readonly bus: string;
  /** ARN of a state machine that ends by itself when its input is no blueprint. */
  readonly machine: string;
  /** Part of the names of what a suite makes: no two runs share one. */
  readonly run: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Lets so many seconds go by. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Somewhere to hold the ports against. */
export interface Target {
  readonly name: string;
  readonly make: () => Promise<Ground>;
}

const CREDENTIALS = { accessKeyId: 'contract', secretAccessKey: 'contract' };

async function stageOf(): Promise<Stage> {
  const blueprint = parseBlueprint({ endpoint: 'contract', model: 'contract-v2' });
  const scenario = parseScenario({ endpoint: { model: 'contract-v1' } });
  if (!blueprint.ok || !scenario.ok) throw new Error('the stage for the contracts is not valid');
  return setStage(synthesize(), blueprint.blueprint, scenario.scenario);
}

/** The emulator's operations, with time passing while a call is under way; one call at a time, as the clock has one hand. */
function callsInTime(emulator: Emulator): Pick<Emulator, 'call'> {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    call: (...args) => {
      const answer = turn.then(() => inTime(emulator, emulator.call(...args)));
      turn = answer.catch(() => {});
      return answer;
    },
  };
}

function groundOf(stage: Stage, connection: Connection, close: () => Promise<void>): Ground {
  const { clock } = stage.emulator;
  return {
    connection,
    endpoint: 'contract',
    config: 'contract-config',
    variant: 'AllTraffic',
    model: 'contract-v1',
    table: stage.table,
    bus: stage.bus,
    machine: stage.machine('canary'),
    run: 'run-1',
    now: () => clock.now(),
    pass: (seconds) => clock.run(() => false, clock.now() + seconds * 1000),
    close,
  };
}

async function inMemory(): Promise<Ground> {
  const stage = await stageOf();
  const { clock } = stage.emulator;
  const connection: Connection = {
    region: ACCOUNT.region,
    credentials: CREDENTIALS,
    requestHandler: requestHandlerFor(callsInTime(stage.emulator), {}),
    clock: () => clock.now(),
    unsigned: true,
  };
  return groundOf(stage, connection, async () => {});
}

async function overTheWire(): Promise<Ground> {
  const stage = await stageOf();
  const { clock } = stage.emulator;
  const server = await serve({ clock, ...callsInTime(stage.emulator) }, { port: 0 });
  const connection: Connection = {
    region: ACCOUNT.region,
    credentials: CREDENTIALS,
    endpoint: server.url,
    clock: () => clock.now(),
  };
  return groundOf(stage, connection, () => server.close());
}

const { ROLLOUTS_CONTRACT_STACK: STACK, ROLLOUTS_CONTRACT_ENDPOINT: ENDPOINT } = process.env;

/** A real account, or anything else that answers as AWS does. */
async function onAws(): Promise<Ground> {
  if (STACK === undefined || ENDPOINT === undefined)
    throw new Error('set both ROLLOUTS_CONTRACT_STACK and ROLLOUTS_CONTRACT_ENDPOINT, see docs/development.md');
  const { ROLLOUTS_CONTRACT_URL: url } = process.env;
  const connection: Connection = url === undefined ? {} : { endpoint: url };
  const { Stacks: stacks } = await new CloudFormationClient(clientSettings(connection)).send(
    new DescribeStacksCommand({ StackName: STACK }),
  );
  const output = (key: string): string =>
    stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
  // What is emulated may have a time of its own.
  const there = url === undefined ? null : (await fetch(url, { method: 'HEAD' })).headers.get('date');
  const ahead = there === null ? 0 : Date.parse(there) - Date.now();
  const deployer = sageMakerDeployer(connection);
  const { config = '', variants = [] } = (await deployer.describe(ENDPOINT)) ?? {};
  const [variant, ...others] = variants;
  const model = (await deployer.describeConfig(config))?.variants[0]?.model;
  if (variant === undefined || model === undefined || others.length > 0)
    throw new Error(`endpoint ${ENDPOINT} has not one variant with one model, which the contracts need`);
  return {
    connection,
    endpoint: ENDPOINT,
    config,
    variant: variant.name,
    model,
    table: output(OUTPUTS.table),
    bus: output(OUTPUTS.bus),
    machine: output(OUTPUTS.canaryMachine),
    run: `run-${Date.now()}`,
    now: () => Date.now() + ahead,
    pass: (seconds) => sleep(seconds * 1000),
    close: async () => {},
  };
}

/** An hour on a real account is for whoever asks for it. */
const IS_ASKED = STACK !== undefined || ENDPOINT !== undefined;

export const TARGETS: readonly Target[] = [
  { name: 'the emulator in memory', make: inMemory },
  { name: 'the emulator over HTTP', make: overTheWire },
  ...(IS_ASKED ? [{ name: 'AWS', make: onAws }] : []),
];
