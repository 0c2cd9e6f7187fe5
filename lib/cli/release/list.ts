import type { EndpointRecord } from '../../domain/release/release';
import { standingOf } from '../../domain/release/standing';
import { openAccount } from '../account/account';
import type { Args } from '../command';
import { EXIT, type Io } from '../io';
import { type Paint, paintFor } from '../paint';
import { formatTable } from '../table';
import { formatOutcome, formatSpan, formatTime, toJson } from '../words';
import { formatReference } from './reference';

/** Lists the endpoints that the stack has released to, and where each stands. */
export async function list(args: Args, io: Io, { onlyLive }: { readonly onlyLive: boolean }): Promise<number> {
  const account = await openAccount(args, io);
  const endpoints = await account.archive.endpoints();
  const records: EndpointRecord[] = [];
  for (const { endpoint, isLive } of endpoints) {
    const record = onlyLive && !isLive ? undefined : await account.read(endpoint);
    // One that has ended may still have to be told of, and is in the index of the live ones for so long.
    if (record === undefined || (onlyLive && record.release === undefined)) continue;
    records.push(record);
  }
  const now = account.now();
  if (args.has('json')) {
    io.out(toJson(records.map((record) => ({ ...summaryOf(record), doing: doingOf(record, now) }))));
    return EXIT.done;
  }
  if (records.length === 0) {
    io.out(
      onlyLive
        ? 'no release is live; `rollouts list` shows what was\n'
        : 'no endpoint has had a release yet; begin with `rollouts init ENDPOINT`\n',
    );
    return EXIT.done;
  }
  io.out(
    `${formatTable([['release', 'what', 'since', 'state'], ...records.map((record) => row(record, now, paintFor(io)))])}\n`,
  );
  return EXIT.done;
}

function summaryOf({ endpoint, number, release, last }: EndpointRecord) {
  return {
    endpoint,
    release: release?.number ?? last?.number ?? number,
    id: release?.id ?? last?.id ?? null,
    state: release === undefined ? (last?.outcome ?? 'refused') : 'live',
    since: new Date(release?.startedAt ?? last?.endedAt ?? 0).toISOString(),
    servingModel: release === undefined ? (last?.servingModel ?? null) : null,
  };
}

function doingOf({ release }: EndpointRecord, now: number): string | null {
  if (release === undefined) return null;
  const { doing, hold } = standingOf(release, now);
  return hold === undefined ? doing : `holding (${hold.why}): ${hold.reason}`;
}

function row(record: EndpointRecord, now: number, paint: Paint): readonly string[] {
  const { endpoint, release, last, number } = record;
  if (release !== undefined) {
    const since = `${formatSpan((now - release.startedAt) / 1000)} ago`;
    return [formatReference(endpoint, release.number), release.id, since, paint.bold(doingOf(record, now) ?? '')];
  }
  if (last === undefined) return [formatReference(endpoint, number), '-', '-', 'refused'];
  return [
    formatReference(endpoint, last.number),
    last.id,
    formatTime(last.endedAt),
    `${formatOutcome(last.outcome, paint)}${last.servingModel === undefined ? '' : `, ${last.servingModel} serves`}`,
  ];
}
