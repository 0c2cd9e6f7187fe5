import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Blueprint } from '../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { formatProblems } from '../../lib/domain/blueprint/problem';
import { type Progress, rehearse, type RehearsalProps, type Rehearsed } from '../../lib/rehearsal/rehearse';
import { parseScenario, type Scenario } from '../../lib/rehearsal/scenario';
import { synthesize } from '../../lib/rehearsal/synthesize';

// Half a day of virtual time is a few seconds of work, and longer where other tests run beside it.
jest.setTimeout(120_000);

const ROOT = join(__dirname, '..', '..');

/** A rehearsed story: what was played, how it ended, and what was told on the way. */
export interface Story extends Rehearsed {
  readonly blueprint: Blueprint;
  readonly scenario: Scenario;
  readonly progress: readonly Progress[];
}

/** What to play; a blueprint or scenario as a path below `examples/` or as a document. */
export interface Play {
  readonly blueprint: string | Readonly<Record<string, unknown>>;
  readonly scenario?: string | Readonly<Record<string, unknown>>;
  readonly prepare?: NonNullable<RehearsalProps['prepare']>;
  readonly withHistory?: boolean;
}

let template: unknown;

/** Rehearses a story on the synthesized stack. */
export async function playStory({ blueprint: written, scenario: around = {}, ...more }: Play): Promise<Story> {
  const document = typeof written === 'string' ? readExample(written) : written;
  const blueprint = parsedBlueprint(document);
  const scenario = parsedScenario(typeof around === 'string' ? readExample(around) : around, blueprint);
  template ??= synthesize();
  const progress: Progress[] = [];
  const onProgress = (told: Progress) => progress.push(told);
  const rehearsed = await rehearse({ template, document, blueprint, scenario, onProgress, ...more });
  return { ...rehearsed, blueprint, scenario, progress };
}

const played = new Map<string, Promise<Story>>();

/** Plays an example scenario with the blueprint that its second line names; tests that only look share one performance. */
export function playExample(name: string): Promise<Story> {
  const story = played.get(name) ?? performExample(name);
  played.set(name, story);
  return story;
}

/** Plays an example anew. */
export function performExample(name: string): Promise<Story> {
  return playStory({ blueprint: blueprintOf(name), scenario: `scenarios/${name}.yaml` });
}

/** The blueprint for which an example scenario was written: its second line is the command that rehearses it. */
function blueprintOf(name: string): string {
  const [, command = ''] = readFileSync(join(ROOT, 'examples', 'scenarios', `${name}.yaml`), 'utf8').split('\n');
  const match = /^# rollouts rehearse examples\/(\S+) --scenario examples\/scenarios\/(\S+)\.yaml$/.exec(command);
  if (match?.[2] !== name || match[1] === undefined) throw new Error(`${name}.yaml does not say how to rehearse it`);
  return match[1];
}

function readExample(path: string): unknown {
  return parse(readFileSync(join(ROOT, 'examples', path), 'utf8'));
}

function parsedBlueprint(document: unknown): Blueprint {
  const parsed = parseBlueprint(document);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems));
  return parsed.blueprint;
}

function parsedScenario(document: unknown, blueprint: Blueprint): Scenario {
  const parsed = parseScenario(document, blueprint);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems));
  return parsed.scenario;
}

/** Detail types of a story's events in order, without their common prefix. */
export function eventsOf({ report }: Story): string[] {
  return report.events.map(({ detailType }) => detailType.replace('deployment.', ''));
}

/** Failed invocations by construct id; empty in a healthy release. */
export function functionErrors({ stage }: Story): Record<string, number> {
  const usage = stage.emulator.lambda.usage();
  return Object.fromEntries(
    Object.entries(usage)
      .filter(([, { errors }]) => errors > 0)
      .map(([name, { errors }]) => [name, errors]),
  );
}

/** What a function answered, from the first time to the last. */
export function stepsOf(progress: readonly Progress[], step: string) {
  return progress.filter((told) => told.kind === 'step').filter((told) => told.step === step);
}

/** Names of all endpoint configs, in order. */
export async function configsOf({ stage }: Story): Promise<string[]> {
  const { EndpointConfigs = [] } = (await stage.emulator.direct('SageMaker', 'ListEndpointConfigs', {
    MaxResults: 100,
  })) as { EndpointConfigs?: { EndpointConfigName: string }[] };
  return EndpointConfigs.map(({ EndpointConfigName }) => EndpointConfigName).toSorted();
}
