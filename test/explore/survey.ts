import type { Flow } from './flows';
import { violationsOf } from './invariants';
import { type Point, surveyor } from './points';
import { runOnce } from './run-once';

/** Where faults can strike a flow, by its run without any; that run must be as it should. */
export async function survey(template: unknown, flow: Flow): Promise<readonly Point[]> {
  const { companion, points } = surveyor(flow.branch);
  const ran = await runOnce({ template, flow, faults: [], companion: () => companion });
  const wrong = await violationsOf(ran, false);
  const outcome = ran.record?.last?.outcome;
  if (wrong.length > 0 || (flow.outcome !== undefined && outcome !== flow.outcome)) {
    throw new Error(`${flow.name} without any fault: ${outcome}, ${JSON.stringify(wrong)}`);
  }
  return points();
}

/** The places that a flow's run without faults comes by. */
export async function wayOf(template: unknown, { branch: _, ...flow }: Flow): Promise<ReadonlySet<string>> {
  return new Set((await survey(template, flow)).map(({ place }) => place));
}
