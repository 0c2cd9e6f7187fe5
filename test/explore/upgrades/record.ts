import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadFunction } from '../../../lib/emulator/lambda/function';
import { HANDLERS } from '../../../lib/rehearsal/handlers';
import { synthesize } from '../../../lib/rehearsal/synthesize';
import { FLOWS } from '../flows';
import { runOnce } from '../run-once';
import type { Visit } from './tape';

/** Flows that together come through every state. */
const RECORDED = [
  'canary completes',
  'canary goes back by the judge',
  'a person goes back after the end, and on to an older release',
];

/** Records the first visit of each state: `node --import tsx test/explore/upgrades/record.ts VERSION`. */
async function record(): Promise<readonly Visit[]> {
  const template = synthesize();
  const visits = new Map<string, Visit>();
  for (const name of RECORDED) {
    const flow = FLOWS.find((one) => one.name === name);
    if (flow === undefined) throw new Error(`there is no flow ${name}`);
    const answers = new Map<string, Record<string, unknown[]>>();
    const keep = (id: string, load: LoadFunction): LoadFunction => {
      return async (environment, requestHandler, clock, log) => {
        const handler = await load(environment, requestHandler, clock, log);
        return async (payload, context) => {
          const at = clock.now();
          const output = (await handler(payload, context)) as { readonly next?: string } | undefined;
          const { step } = (payload ?? {}) as { readonly step?: { readonly name: string } };
          const key = `${id} ${step?.name ?? ''}`;
          if (step !== undefined && !visits.has(key)) {
            const heard = answers.get(context.awsRequestId) ?? {};
            visits.set(key, { function: id, environment, at, payload, next: output?.next, answers: heard });
          }
          return output;
        };
      };
    };
    await runOnce({
      template,
      flow,
      faults: [],
      handlers: Object.fromEntries(Object.entries(HANDLERS).map(([id, load]) => [id, keep(id, load)])),
      onStage: ({ emulator }) => {
        emulator.intercept(async (call, next) => {
          const answer = await next();
          const request = call.invocation?.requestId;
          if (request === undefined) return answer;
          const heard = answers.get(request) ?? {};
          (heard[`${call.service}.${call.operation}`] ??= []).push(structuredClone(answer));
          answers.set(request, heard);
          return answer;
        });
      },
    });
  }
  return [...visits.values()];
}

void (async () => {
  const version = process.argv[2] ?? '1';
  const path = join(__dirname, 'recorded', `version-${version}.json`);
  writeFileSync(path, `${JSON.stringify(await record())}\n`);
})();
