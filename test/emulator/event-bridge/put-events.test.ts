import type { BusEvent } from '../../../lib/emulator/service';
import { newAccount, START } from '../support/account';

const ENTRY = { Source: 'shop', DetailType: 'order', Detail: '{"n":1}' };

function put(...entries: readonly object[]) {
  const account = newAccount();
  return account.call('EventBridge', 'PutEvents', { Entries: entries }, {});
}

describe('PutEvents', () => {
  it('puts an event on its bus', async () => {
    const account = newAccount();
    await account.direct('EventBridge', 'CreateEventBus', { Name: 'rollouts' });
    const seen: [string, BusEvent][] = [];
    account.eventBridge.onEvent((bus, event) => seen.push([bus, event]));
    const answer = await account.call(
      'EventBridge',
      'PutEvents',
      { Entries: [{ ...ENTRY, EventBusName: 'rollouts', Resources: ['arn:x'], Time: START / 1000 - 60 }] },
      {},
    );
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: seen[0]?.[1].id }] });
    expect(seen).toEqual([
      [
        'rollouts',
        {
          version: '0',
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          'detail-type': 'order',
          source: 'shop',
          account: '123456789012',
          time: '2026-11-20T07:59:00Z',
          region: 'eu-west-1',
          resources: ['arn:x'],
          detail: { n: 1 },
        },
      ],
    ]);
  });

  it.each([
    {
      entry: { ...ENTRY, Source: '' },
      code: 'InvalidArgument',
      message: 'Parameter Source is not valid. Reason: Source is a required argument.',
    },
    {
      entry: { Source: 's', Detail: '{}' },
      code: 'InvalidArgument',
      message: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    },
    {
      entry: { Source: 's', DetailType: 'd' },
      code: 'InvalidArgument',
      message: 'Parameter Detail is not valid. Reason: Detail is a required argument.',
    },
    { entry: { ...ENTRY, Detail: '[1]' }, code: 'MalformedDetail', message: 'Detail is malformed.' },
    { entry: { ...ENTRY, Detail: '{' }, code: 'MalformedDetail', message: 'Detail is malformed.' },
    {
      entry: { ...ENTRY, Source: 'aws.events' },
      code: 'NotAuthorizedForSourceException',
      message: 'Not authorized for the source.',
    },
  ])('succeeds with a failed entry: $message', async ({ entry, code, message }) => {
    expect(await put(ENTRY, entry)).toEqual({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: code, ErrorMessage: message }],
    });
  });

  it('accepts an event for a bus that does not exist, and drops it', async () => {
    const account = newAccount();
    const seen: string[] = [];
    account.eventBridge.onEvent((bus) => seen.push(bus));
    expect(
      await account.call('EventBridge', 'PutEvents', { Entries: [{ ...ENTRY, EventBusName: 'nowhere' }] }, {}),
    ).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
    expect(seen).toEqual([]);
  });

  it.each([0, 11])('refuses %i entries', async (count) => {
    await expect(put(...Array.from({ length: count }, () => ENTRY))).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });

  it('refuses a megabyte', async () => {
    const detail = JSON.stringify({ text: 'x'.repeat(600_000) });
    await expect(put({ ...ENTRY, Detail: detail }, { ...ENTRY, Detail: detail })).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });
});
