import { errorOf, MINUTE, setUp } from './support';

describe('an alarm of a scenario', () => {
  it('is simply there: in its state, without an event, and never evaluated', async () => {
    const { cloudWatch, call, events, clock, advance } = setUp();
    cloudWatch.defineAlarm({ name: 'checkout-is-down', state: 'ALARM', description: 'their alarm' });
    expect([events.length, clock.nextAt()]).toEqual([0, undefined]);
    await advance(60 * MINUTE);
    const [alarm] = call('DescribeAlarms', { AlarmNames: ['checkout-is-down'] }).MetricAlarms;
    expect(alarm).toMatchObject({ StateValue: 'ALARM', AlarmDescription: 'their alarm' });
  });

  it('changes when it is told to, with an event', () => {
    const { cloudWatch, stateChanges, state } = setUp();
    cloudWatch.defineAlarm({ name: 'checkout-is-down', state: 'OK' });
    cloudWatch.forceState('checkout-is-down', 'ALARM', 'the checkout is down');
    expect(state('checkout-is-down')).toBe('ALARM');
    expect(stateChanges()[0]?.detail['state']).toMatchObject({ value: 'ALARM', reason: 'the checkout is down' });
  });

  it('holds an ordinary alarm in a forced state until it is released', async () => {
    const { cloudWatch, putAlarm, publish, advance, state } = setUp();
    putAlarm({ TreatMissingData: 'notBreaching' });
    cloudWatch.forceState('errors', 'ALARM', 'test');
    publish({ values: [[0, 1]] });
    await advance(5 * MINUTE);
    expect(state('errors')).toBe('ALARM');
    cloudWatch.releaseAlarm('errors');
    await advance(MINUTE);
    expect(state('errors')).toBe('OK');
  });

  it('holds a composite alarm against its children until it is released', async () => {
    const { cloudWatch, call, advance, state } = setUp();
    cloudWatch.defineAlarm({ name: 'child', state: 'OK' });
    call('PutCompositeAlarm', { AlarmName: 'all', AlarmRule: 'ALARM(child)' });
    cloudWatch.forceState('all', 'OK', 'held');
    cloudWatch.forceState('child', 'ALARM', 'test');
    await advance(MINUTE);
    expect(state('all')).toBe('OK');
    cloudWatch.releaseAlarm('all');
    await advance(MINUTE);
    expect(state('all')).toBe('ALARM');
  });

  it('must exist to be forced or released', () => {
    const { cloudWatch } = setUp();
    expect(errorOf(() => cloudWatch.forceState('nobody', 'OK', 'x')).code).toBe('ResourceNotFound');
    expect(errorOf(() => cloudWatch.releaseAlarm('nobody')).code).toBe('ResourceNotFound');
  });
});
