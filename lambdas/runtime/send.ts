import type { Answer } from '../../lib/domain/traffic/endpoint';
import { sent } from '../../lib/domain/traffic/phases';
import type { EndpointRecord, Release } from '../../lib/domain/release/release';
import { type Change, flush, renew, type Renewed, type StepInput } from './ledger';
import type { LedgerPorts } from './ports';

/**
 * Writes to the record what is about to be sent to SageMaker, sends it, and notes the answer in the release's goal.
 * `announce` sets the goal; `call` answers `busy` when the endpoint must be asked again later.
 */
export async function send(
  ports: LedgerPorts,
  input: StepInput,
  {
    announce,
    call,
    known,
  }: {
    readonly announce: (release: Release, now: number) => Change;
    readonly call: (release: Release) => Promise<Answer>;
    readonly known?: EndpointRecord | undefined;
  },
): Promise<Renewed> {
  const announced = await renew(ports, input, announce, known);
  const answer = await call(announced.release);
  const answered = await renew(
    ports,
    { ...input, claim: announced.claim },
    (release, now) =>
      release.goal === undefined ? { release } : { release: { ...release, goal: sent(release.goal, answer, now) } },
    announced.record,
  );
  return { ...answered, claim: await flush(ports, answered.claim, answered.record) };
}
