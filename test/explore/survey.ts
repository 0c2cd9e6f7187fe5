import { BACK } from './chances';
import { createLog, type Standstill } from './ends';
import type { Flow } from './flows';
import { violationsOf } from './invariants';
import { type Point, surveyor } from './points';
import { logged } from './ride';
import { type Ran, runOnce } from './run-once';

/** Where faults can strike a flow, by its run without any; that run must be as it should. */
export async function survey(template: unknown, flow: Flow): Promise<readonly Point[]> {
  return (await surveyed(template, flow)).points;
}

/** The same, with the run and the standstills that it came by. */
export async function surveyed(
  template: unknown,
  flow: Flow,
): Promise<{ readonly points: readonly Point[]; readonly ran: Ran; readonly way: readonly Standstill[] }> {
  const { companion, points } = surveyor(flow.branch);
  const log = createLog();
  const ran = await runOnce({
    template,
    flow,
    faults: [],
    companion: ({ stage }) => logged(companion, log, stage.emulator.clock),
  });
  const wrong = await violationsOf(ran, false);
  const outcome = ran.record?.last?.outcome;
  if (wrong.length > 0 || (flow.outcome !== undefined && outcome !== flow.outcome)) {
    throw new Error(`${flow.name} without any fault: ${outcome}, ${JSON.stringify(wrong)}`);
  }
  const { own } = flow;
  return { points: points().filter((point) => own?.test(point.class) ?? true), ran, way: log.way() };
}

/** The places that each flow's run without faults comes by, and those on the ways back of the others: faults there are single ones. */
export async function waysOf(
  template: unknown,
  flows: readonly Flow[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const places = new Map<string, readonly string[]>();
  for (const { branch: _branch, own: _own, ...flow } of flows) {
    places.set(
      flow.name,
      (await survey(template, flow)).map(({ place }) => place),
    );
  }
  const back = [...places.values()].flat().filter((place) => place.startsWith(BACK));
  return new Map(Array.from(places, ([name, own]) => [name, new Set([...own, ...back])]));
}
