import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallService } from '../../../lib/emulator/calls/call';
import { VirtualClock } from '../../../lib/emulator/clock';
import { requestHandlerFor } from '../../../lib/emulator/transport/request-handler';
import { HANDLERS } from '../../../lib/rehearsal/handlers';
import type { Visit } from './tape';

const FOLDER = join(__dirname, 'recorded');

const versions = readdirSync(FOLDER).map((file) => ({
  version: file.replace('.json', ''),
  visits: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly Visit[],
}));

/** AWS as it answered then; what is asked today and was not then gets the last answer of its kind. */
function replay(visit: Visit, all: readonly Visit[]): CallService {
  const left = new Map(Object.entries(visit.answers).map(([call, answers]) => [call, [...answers]]));
  const known = (call: string): unknown => all.flatMap(({ answers }) => answers[call] ?? []).at(-1) ?? {};
  return async (service, operation) => {
    const call = `${service}.${operation}`;
    const answer = left.get(call)?.shift() ?? known(call);
    return service === 'SageMakerRuntime' ? { ...(answer as object), Body: new TextEncoder().encode('ok') } : answer;
  };
}

describe.each(versions)('an execution that was started by $version', ({ visits }) => {
  const cases = visits.map((visit) => {
    const { step } = visit.payload as { readonly step: { readonly name: string } };
    return { state: `${step.name} (${visit.function})`, visit };
  });

  it.each(cases)('goes on from $state as it would have then', async ({ visit }) => {
    const load = HANDLERS[visit.function];
    if (load === undefined) throw new Error(`there is no function ${visit.function} any more`);
    const clock = new VirtualClock(visit.at);
    const requestHandler = requestHandlerFor({ call: replay(visit, visits) }, { name: visit.function });
    const handler = await load(visit.environment, requestHandler, clock, () => {});
    const output = (await handler(visit.payload, {} as Parameters<typeof handler>[1])) as { readonly next?: string };
    expect(output.next).toBe(visit.next);
  });

  it('has come through every step of the machines', () => {
    expect(visits.map((visit) => visit.function)).toEqual(
      expect.arrayContaining([
        'OpenRelease',
        'Judge',
        'ShiftTraffic',
        'Finalize',
        'TakeOver',
        'RestoreTraffic',
        'Verify',
        'CloseRelease',
      ]),
    );
  });
});
