import { ARN_PREFIX, errorOf, MINUTE, SECOND, setUp, TOPIC } from './support';

type World = ReturnType<typeof setUp>;

async function setUpComposite(input: object = {}): Promise<World> {
  const world = setUp();
  for (const name of ['a', 'b', 'maintenance']) world.cloudWatch.defineAlarm({ name, state: 'OK' });
  world.call('PutCompositeAlarm', { AlarmName: 'any', AlarmRule: 'ALARM(a) OR ALARM(b)', ...input });
  await world.advance(2 * SECOND);
  return world;
}

const count = ({ actions }: World): number => actions.length;

const suppressed = {
  AlarmActions: [TOPIC],
  OKActions: [TOPIC],
  ActionsSuppressor: 'maintenance',
  ActionsSuppressorWaitPeriod: 60,
  ActionsSuppressorExtensionPeriod: 120,
};

describe('a composite alarm', () => {
  it('is evaluated shortly after it was created', async () => {
    const world = setUp();
    world.cloudWatch.defineAlarm({ name: 'a', state: 'OK' });
    world.call('PutCompositeAlarm', { AlarmName: 'any', AlarmRule: `ALARM("${ARN_PREFIX}a")` });
    expect(world.state('any')).toBe('INSUFFICIENT_DATA');
    await world.advance(SECOND);
    expect(world.cloudWatch.alarm('any')?.state).toMatchObject({
      value: 'OK',
      reason: `${ARN_PREFIX}any was created and its alarm rule evaluates to OK`,
    });
  });

  it('follows its children at once, and theirs', async () => {
    const world = await setUpComposite();
    world.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(any)' });
    await world.advance(2 * SECOND);
    world.cloudWatch.forceState('b', 'ALARM', 'test');
    expect([world.state('any'), world.state('top')]).toEqual(['ALARM', 'ALARM']);
    expect(
      world
        .stateChanges()
        .slice(-3)
        .map(({ detail }) => detail['alarmName']),
    ).toEqual(['b', 'any', 'top']);
    world.cloudWatch.forceState('b', 'OK', 'test');
    expect([world.state('any'), world.state('top')]).toEqual(['OK', 'OK']);
  });

  it('says which child set it off', async () => {
    const world = await setUpComposite();
    world.cloudWatch.forceState('b', 'ALARM', 'test');
    expect(world.stateChanges().at(-1)).toEqual({
      source: 'aws.cloudwatch',
      detailType: 'CloudWatch Alarm State Change',
      resources: [`${ARN_PREFIX}any`],
      detail: {
        alarmName: 'any',
        state: {
          value: 'ALARM',
          reason: `${ARN_PREFIX}b transitioned to ALARM at Friday 20 November, 2026 08:00:02 UTC`,
          reasonData: JSON.stringify({
            triggeringAlarms: [
              { arn: `${ARN_PREFIX}b`, state: { value: 'ALARM', timestamp: '2026-11-20T08:00:02.000+0000' } },
            ],
          }),
          timestamp: '2026-11-20T08:00:02.000+0000',
        },
        previousState: expect.objectContaining({ value: 'OK' }),
        configuration: { alarmRule: 'ALARM(a) OR ALARM(b)' },
      },
    });
  });

  it('keeps a state that was set until a child changes', async () => {
    const world = await setUpComposite();
    world.call('SetAlarmState', { AlarmName: 'any', StateValue: 'ALARM', StateReason: 'drill' });
    await world.advance(10 * MINUTE);
    expect(world.state('any')).toBe('ALARM');
    world.cloudWatch.forceState('a', 'INSUFFICIENT_DATA', 'test');
    expect(world.state('any')).toBe('OK');
  });

  it.each([
    [{ AlarmRule: 'ALARM(nobody) OR ALARM(a)' }, /^Could not save the composite alarm as alarms \[nobody\]/],
    [{ AlarmRule: 'ALARM("arn:aws:cloudwatch:eu-west-1:999999999999:alarm:a")' }, /not in the account and Region/],
    [{ AlarmRule: 'TRUE', ActionsSuppressor: 'a' }, /are required with ActionsSuppressor/],
    [{ AlarmRule: 'TRUE', ActionsSuppressorWaitPeriod: 1 }, /ActionsSuppressor is required/],
    [{ AlarmRule: 'TRUE', AlarmName: 'a' }, /another type/],
    [{ AlarmRule: 'x'.repeat(10_241) }, /less than or equal to 10240/],
  ])('refuses %j', async (input, message) => {
    const world = await setUpComposite();
    const error = errorOf(() => world.call('PutCompositeAlarm', { AlarmName: 'new', ...input }));
    expect(error).toMatchObject({ code: 'ValidationException', message: expect.stringMatching(message) });
    expect(world.cloudWatch.alarm('new')).toBeUndefined();
  });

  it('says loudly that it does not emulate circles', async () => {
    const world = await setUpComposite();
    world.call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(any)' });
    const error = errorOf(() => world.call('PutCompositeAlarm', { AlarmName: 'any', AlarmRule: 'ALARM(top)' }));
    expect(error.code).toBe('NotEmulated');
  });
});

describe('an actions suppressor', () => {
  it('delays actions by the wait period but not the event', async () => {
    const world = await setUpComposite(suppressed);
    await world.advance(MINUTE);
    const before = count(world);
    world.cloudWatch.forceState('a', 'ALARM', 'test');
    expect(world.stateChanges().at(-1)?.detail['state']).toMatchObject({
      value: 'ALARM',
      actionsSuppressedBy: 'WaitPeriod',
      actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    });
    await world.advance(59 * SECOND);
    expect(count(world)).toBe(before);
    await world.advance(SECOND);
    expect(count(world)).toBe(before + 1);
    expect(world.actions.at(-1)?.notification.state.value).toBe('ALARM');
  });

  it('holds actions while it is in ALARM and for the extension period after', async () => {
    const world = await setUpComposite(suppressed);
    await world.advance(MINUTE);
    const before = count(world);
    world.cloudWatch.forceState('a', 'ALARM', 'test');
    await world.advance(30 * SECOND);
    world.cloudWatch.forceState('maintenance', 'ALARM', 'window opens');
    await world.advance(10 * MINUTE);
    const [described] = world.call('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] }).CompositeAlarms;
    expect(described).toMatchObject({ ActionsSuppressedBy: 'Alarm', StateValue: 'ALARM' });
    world.cloudWatch.forceState('maintenance', 'OK', 'window closes');
    await world.advance(119 * SECOND);
    expect(count(world)).toBe(before);
    await world.advance(SECOND);
    expect(count(world)).toBe(before + 1);
  });

  it('starts a new wait period when the alarm changes in the extension period', async () => {
    const world = await setUpComposite(suppressed);
    await world.advance(MINUTE);
    const before = count(world);
    world.cloudWatch.forceState('maintenance', 'ALARM', 'window opens');
    world.cloudWatch.forceState('a', 'ALARM', 'test');
    world.cloudWatch.forceState('maintenance', 'OK', 'window closes');
    await world.advance(30 * SECOND);
    world.cloudWatch.forceState('a', 'OK', 'test');
    await world.advance(59 * SECOND);
    expect(count(world)).toBe(before);
    await world.advance(SECOND);
    expect(world.actions.slice(before).map(({ notification }) => notification.state.value)).toEqual(['OK']);
    await world.advance(10 * MINUTE);
    expect(count(world)).toBe(before + 1);
  });
});
