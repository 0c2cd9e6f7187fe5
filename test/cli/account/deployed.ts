import { parseBlueprint } from '../../../lib/domain/blueprint/parse-blueprint';
import { type EmulatorServer, serve } from '../../../lib/emulator/transport/server';
import { parseScenario } from '../../../lib/rehearsal/scenario';
import { setStage, type Stage } from '../../../lib/rehearsal/stage';
import { synthesize } from '../../../lib/rehearsal/synthesize';
import { rollouts, type Run } from '../support';

/** A canary of three phases, the second behind a gate. */
export const BLUEPRINT = `
id: fraud-v42
endpoint: fraud-detector
model: fraud-detector-v42
kpi: { error_rate: '< 1%' }
phases:
  - { name: canary, traffic: 10%, bake: 10m }
  - { name: half, traffic: 50%, bake: 10m, gate: { within: 4h } }
  - { name: full, traffic: 100%, bake: 10m }
`;

/** An emulated account with the stack in it, behind a real port, and the CLI that talks to it. */
export interface Deployed {
  readonly stage: Stage;
  readonly url: string;
  /** Runs the CLI; while it sleeps, virtual time passes. */
  run(argv: readonly string[], setting?: { readonly isTerminal?: boolean; readonly blueprint?: string }): Promise<Run>;
  /** Lets virtual seconds pass. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass until a command's output matches. */
  until(argv: readonly string[], pattern: RegExp): Promise<Run>;
  close(): Promise<void>;
}

let template: unknown;

/** Deploys the stack; `scenario` says what happens to the endpoint. */
export async function deploy(scenario: unknown = {}, blueprint = BLUEPRINT): Promise<Deployed> {
  const { parse } = await import('yaml');
  const parsed = parseBlueprint(parse(blueprint));
  const played = parseScenario(scenario);
  if (!parsed.ok || !played.ok) throw new Error(JSON.stringify([parsed, played]));
  const stage = await setStage((template ??= synthesize()), parsed.blueprint, played.scenario);
  const { clock, call } = stage.emulator;

  // The clock has one hand: who waits for virtual time waits in turn.
  let turn: Promise<void> = Promise.resolve();
  const advance = (isDone: () => boolean, limit?: number): Promise<void> => {
    turn = turn.then(() => clock.run(isDone, limit));
    return turn;
  };
  const server: EmulatorServer = await serve(
    {
      clock,
      call: async (...made) => {
        let isDone = false;
        const answer = call(...made).finally(() => {
          isDone = true;
        });
        answer.catch(() => {});
        await advance(() => isDone, clock.now() + 120_000);
        return answer;
      },
    },
    { port: 0 },
  );
  const pass = (seconds: number) => advance(() => false, clock.now() + seconds * 1000);
  const run: Deployed['run'] = (argv, { isTerminal = false, blueprint: text = blueprint } = {}) =>
    rollouts([...argv, '--endpoint-url', server.url], {
      files: { 'blueprint.yaml': text },
      isTerminal,
      now: () => clock.now(),
      sleep: (milliseconds) => pass(milliseconds / 1000),
    });
  return {
    stage,
    url: server.url,
    run,
    pass,
    until: async (argv, pattern) => {
      for (let attempt = 0; attempt < 200; attempt++) {
        const ran = await run(argv);
        if (pattern.test(ran.out)) return ran;
        await pass(15);
      }
      throw new Error(`rollouts ${argv.join(' ')} never said ${pattern.source}: ${(await run(argv)).out}`);
    },
    close: () => server.close(),
  };
}
