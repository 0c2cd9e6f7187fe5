import { BACK } from './chances';
import { createLog, type Standstill } from './ends';
import type { Flow } from './flows';
import { violationsOf } from './invariants';
import { type Point, surveyor } from './points';
import { logged } from './ride';
import { type Ran, runOnce } from './run-once';
import { recording, type Tape } from './tape';

/** Where faults can strike a flow, by its run without any; that run must be as it should. */
export async function survey(template: unknown, flow: Flow): Promise<readonly Point[]> {
  return (await surveyed(template, flow)).points;
}

interface Surveyed {
  readonly points: readonly Point[];
  readonly ran: Ran;
  /** The standstills that the run came by. */
  readonly way: readonly Standstill[];
  readonly tape: Tape;
}

/** The same, with the run and what is to be known of it. */
export async function surveyed(template: unknown, flow: Flow): Promise<Surveyed> {
  const { companion, points } = surveyor(flow.branch);
  const log = createLog();
  const { handlers, visits } = recording();
  const ran = await runOnce({
    template,
    flow,
    faults: [],
    handlers,
    companion: ({ stage }) => logged(companion, log, stage.emulator.clock),
  });
  const wrong = await violationsOf(ran, false);
  const outcome = ran.record?.last?.outcome;
  if (wrong.length > 0 || (flow.outcome !== undefined && outcome !== flow.outcome)) {
    throw new Error(`${flow.name} without any fault: ${outcome}, ${JSON.stringify(wrong)}`);
  }
  const { own } = flow;
  const wanted = points().filter((point) => own?.test(point.class) ?? true);
  return { points: wanted, ran, way: log.way(), tape: { startedAt: ran.startedAt, visits } };
}

/** A flow's run without faults. */
export interface Way {
  /** Where it comes by, and where others do on their ways back: faults there are single ones. */
  readonly places: ReadonlySet<string>;
  /** @default - what comes before a fault is done again by the functions */
  readonly tape?: Tape;
}

/** The ways of flows. */
export async function waysOf(template: unknown, flows: readonly Flow[]): Promise<ReadonlyMap<string, Way>> {
  const found = new Map<string, { readonly places: readonly string[]; readonly tape: Tape }>();
  for (const { branch: _branch, own: _own, ...flow } of flows) {
    const { points, tape } = await surveyed(template, flow);
    found.set(flow.name, { places: points.map(({ place }) => place), tape });
  }
  const back = [...found.values()].flatMap(({ places }) => places).filter((place) => place.startsWith(BACK));
  return new Map(
    Array.from(found, ([name, { places, tape }]) => [name, { places: new Set([...places, ...back]), tape }]),
  );
}
