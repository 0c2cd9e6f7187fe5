import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { transformSync } from 'esbuild';
import cdkJson from '../../cdk.json';
import { RolloutsStack } from '../../lib/constructs/rollouts-stack';
import type { LambdaHandler, LoadFunction } from '../../lib/emulator/lambda/function';
import { isRecord } from '../../lib/emulator/records';
import type { RequestHandler } from '../../lib/emulator/transport/request-handler';
import { type EmulatorServer, listen } from '../../lib/emulator/transport/server';
import { constructIdOf } from '../../lib/rehearsal/handlers';
import { STACK } from '../../lib/rehearsal/stage';

/** What `cdk synth` leaves behind: the template, and the assets that it names. */
export interface Assembly {
  readonly template: unknown;
  readonly directory: string;
}

/** A process that plays a container of Lambda. */
export interface Container {
  readonly constructId: string;
  /** What the handler has logged, a line each. */
  readonly lines: readonly string[];
  readonly complaints: readonly string[];
}

/** Synthesizes the stack as `cdk synth` does, with bundles, outside this repository. */
export function synthesizeBundled(): Assembly {
  // Far from any node_modules, so that nothing that a bundle lacks can be found.
  const directory = mkdtempSync(join(tmpdir(), 'rollouts-assembly-'));
  const app = new App({
    outdir: directory,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    stackTraces: false,
    context: { ...cdkJson.context, 'aws:cdk:disable-creation-stack-traces': true },
  });
  new RolloutsStack(app, STACK, { endpoints: ['*'], functions: ['*'] });
  return { template: app.synth().getStackByName(STACK).template, directory };
}

/** Runs the functions of an assembly from their assets, each container a process that reaches the emulator over HTTP. */
export class BundledHandlers {
  readonly #assembly: Assembly;
  readonly #runtime: string;
  readonly #children: ChildProcess[] = [];
  readonly #servers: EmulatorServer[] = [];
  #isClosed = false;
  readonly containers: Container[] = [];
  /** By construct id. */
  readonly handlers: Readonly<Record<string, LoadFunction>>;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
    this.#runtime = join(assembly.directory, 'lambda-runtime.js');
    const source = readFileSync(join(__dirname, 'lambda-runtime.ts'), 'utf8');
    writeFileSync(this.#runtime, transformSync(source, { loader: 'ts', format: 'cjs' }).code);
    this.handlers = Object.fromEntries(
      functionsOf(assembly.template).map(({ constructId, asset, handler }) => [
        constructId,
        this.#load(constructId, asset, handler),
      ]),
    );
  }

  /** Ends all processes; a rehearsal that still runs fails its way to the end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.#servers.map((server) => server.close()));
    rmSync(this.#assembly.directory, { recursive: true });
  }

  #load(constructId: string, asset: string, handler: string): LoadFunction {
    const [file = '', exported = ''] = handler.split('.');
    const bundle = join(this.#assembly.directory, asset, `${file}.js`);
    return async (environment, requestHandler, clock): Promise<LambdaHandler> => {
      if (this.#isClosed) throw new Error('the test is over');
      const server = await this.#listen(requestHandler, clock);
      // What Lambda gives a function, what the template gives it, and the address of the emulator; no more.
      const env = {
        ...environment,
        AWS_ACCESS_KEY_ID: 'rehearsal',
        AWS_SECRET_ACCESS_KEY: 'rehearsal',
        AWS_ENDPOINT_URL: server.url,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      };
      const child = fork(this.#runtime, [bundle, exported], {
        cwd: this.#assembly.directory,
        env,
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      this.#children.push(child);
      this.containers.push({ constructId, lines: linesOf(child.stdout), complaints: linesOf(child.stderr) });
      const died = once(child, 'exit').then(([code]) => {
        throw new Error(`the process of ${constructId} has died with ${String(code)}`);
      });
      died.catch(() => {});
      await Promise.race([once(child, 'message'), died]);
      return async (event) => {
        child.send({ event, now: clock.now() });
        const [answer]: unknown[] = await Promise.race([once(child, 'message'), died]);
        if (isRecord(answer) && isRecord(answer['error'])) {
          const { name, message, stack } = answer['error'];
          throw Object.assign(new Error(String(message)), { name: String(name), stack: String(stack) });
        }
        return isRecord(answer) ? answer['payload'] : undefined;
      };
    };
  }

  async #listen(requestHandler: RequestHandler, clock: Parameters<typeof listen>[1]): Promise<EmulatorServer> {
    const answer = async (request: Parameters<RequestHandler['handle']>[0]) =>
      (await requestHandler.handle(request)).response;
    const server = await listen(answer, clock, { port: 0 });
    this.#servers.push(server);
    return server;
  }
}

/** The functions of a template with the directories of their assets. */
function functionsOf(template: unknown): { constructId: string; asset: string; handler: string }[] {
  const resources = isRecord(template) && isRecord(template['Resources']) ? template['Resources'] : {};
  return Object.entries(resources).flatMap(([logicalId, resource]) => {
    if (!isRecord(resource) || resource['Type'] !== 'AWS::Lambda::Function') return [];
    const { Code: code, Handler: handler } = resource['Properties'] as Record<string, unknown>;
    const key = isRecord(code) ? String(code['S3Key']) : '';
    return [
      { constructId: constructIdOf(logicalId), asset: `asset.${key.replace(/\.zip$/, '')}`, handler: String(handler) },
    ];
  });
}

function linesOf(stream: NodeJS.ReadableStream | null): string[] {
  const lines: string[] = [];
  let rest = '';
  stream?.on('data', (chunk) => {
    const [...parts] = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return lines;
}
