import { newAccount, textMember } from '../support/account';

const PATTERN = '{"source":["shop"]}';
const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:q';

function bridge() {
  const account = newAccount();
  return (operation: string, input: object) => account.call('EventBridge', operation, input, {});
}

describe('a rule', () => {
  it('is described as it was put', async () => {
    const call = bridge();
    await call('CreateEventBus', { Name: 'rollouts' });
    const arn = textMember(
      await call('PutRule', {
        Name: 'r',
        EventBusName: 'rollouts',
        EventPattern: PATTERN,
        Description: 'd',
      }),
      'RuleArn',
    );
    expect(arn).toBe('arn:aws:events:eu-west-1:123456789012:rule/rollouts/r');
    expect(await call('DescribeRule', { Name: 'r', EventBusName: 'rollouts' })).toEqual({
      Name: 'r',
      Arn: arn,
      EventBusName: 'rollouts',
      EventPattern: PATTERN,
      State: 'ENABLED',
      Description: 'd',
    });
    expect(await call('ListRules', { NamePrefix: 'r', EventBusName: 'rollouts' })).toMatchObject({
      Rules: [{ Name: 'r' }],
    });
    expect(await call('ListRules', {})).toEqual({ Rules: [] });
  });

  it('keeps its targets when it is put again', async () => {
    const call = bridge();
    await call('PutRule', { Name: 'r', EventPattern: PATTERN });
    await call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE }] });
    await call('PutRule', { Name: 'r', EventPattern: '{"source":["other"]}' });
    expect(await call('ListTargetsByRule', { Rule: 'r' })).toEqual({ Targets: [{ Id: 't', Arn: QUEUE }] });
    expect(await call('ListRuleNamesByTarget', { TargetArn: QUEUE })).toEqual({ RuleNames: ['r'] });
  });

  it('cannot be deleted before its targets', async () => {
    const call = bridge();
    await call('PutRule', { Name: 'r', EventPattern: PATTERN });
    await call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE }] });
    await expect(call('DeleteRule', { Name: 'r' })).rejects.toThrow("Rule can't be deleted since it has targets.");
    expect(await call('RemoveTargets', { Rule: 'r', Ids: ['t', 'gone'] })).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: 'gone', ErrorCode: 'ResourceNotFoundException' }],
    });
    await call('DeleteRule', { Name: 'r' });
    await expect(call('DescribeRule', { Name: 'r' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Rule r does not exist on EventBus default.',
    });
  });

  it.each([
    { input: { Name: 'r' }, message: 'Parameter(s) EventPattern or ScheduleExpression must be specified.' },
    { input: { Name: 'a b', EventPattern: PATTERN }, message: "Value 'a b' at 'name'" },
    { input: { Name: 'r', EventPattern: '{"a":1}' }, message: 'Event pattern is not valid.' },
    { input: { Name: 'r', EventPattern: PATTERN, EventBusName: 'gone' }, message: 'Event bus gone does not exist.' },
    { input: { Name: 'r', ScheduleExpression: 'now' }, message: 'Parameter ScheduleExpression is not valid.' },
  ])('is refused: $message', async ({ input, message }) => {
    await expect(bridge()('PutRule', input)).rejects.toThrow(message);
  });

  it('fires by schedule on the default bus only', async () => {
    const call = bridge();
    await call('CreateEventBus', { Name: 'rollouts' });
    await expect(
      call('PutRule', { Name: 'r', ScheduleExpression: 'rate(1 minute)', EventBusName: 'rollouts' }),
    ).rejects.toThrow('ScheduleExpression is supported only on the default event bus.');
  });

  it('tests a pattern without a rule', async () => {
    const call = bridge();
    expect(await call('TestEventPattern', { EventPattern: PATTERN, Event: '{"source":"shop"}' })).toEqual({
      Result: true,
    });
  });
});

describe('a target', () => {
  const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';

  it.each([
    { target: { Id: 't', Arn: MACHINE }, message: `RoleArn is required for target ${MACHINE}.` },
    { target: { Id: 't', Arn: 'arn:aws:kinesis:eu-west-1:1:stream/s' }, message: 'not emulated: EventBridge target' },
    { target: { Id: 't', Arn: QUEUE, Input: '{}', InputPath: '$.x' }, message: 'Only one of Input, InputPath' },
    {
      target: { Id: 't', Arn: QUEUE, RetryPolicy: { MaximumEventAgeInSeconds: 30 } },
      message: 'greater than or equal to 60',
    },
    { target: { Id: 't', Arn: QUEUE, DeadLetterConfig: { Arn: MACHINE } }, message: 'only SQS queues are supported' },
  ])('is refused: $message', async ({ target, message }) => {
    const call = bridge();
    await call('PutRule', { Name: 'r', EventPattern: PATTERN });
    await expect(call('PutTargets', { Rule: 'r', Targets: [target] })).rejects.toThrow(message);
  });

  it('is one of five at most', async () => {
    const call = bridge();
    await call('PutRule', { Name: 'r', EventPattern: PATTERN });
    const targets = Array.from({ length: 6 }, (_, index) => ({ Id: `t${index}`, Arn: QUEUE }));
    await expect(call('PutTargets', { Rule: 'r', Targets: targets })).rejects.toMatchObject({
      code: 'LimitExceededException',
    });
  });
});

describe('an event bus', () => {
  it('is made once, described, listed and deleted when its rules are gone', async () => {
    const call = bridge();
    const arn = 'arn:aws:events:eu-west-1:123456789012:event-bus/rollouts';
    expect(await call('CreateEventBus', { Name: 'rollouts' })).toEqual({ EventBusArn: arn });
    await expect(call('CreateEventBus', { Name: 'rollouts' })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
    });
    expect(await call('DescribeEventBus', { Name: arn })).toMatchObject({ Name: 'rollouts', Arn: arn });
    expect(await call('ListEventBuses', {})).toMatchObject({ EventBuses: [{ Name: 'default' }, { Name: 'rollouts' }] });
    await call('PutRule', { Name: 'r', EventPattern: PATTERN, EventBusName: 'rollouts' });
    await expect(call('DeleteEventBus', { Name: 'rollouts' })).rejects.toThrow('has rules');
    await call('DeleteRule', { Name: 'r', EventBusName: 'rollouts' });
    await call('DeleteEventBus', { Name: 'rollouts' });
    await expect(call('DescribeEventBus', { Name: 'rollouts' })).rejects.toThrow('Event bus rollouts does not exist.');
  });
});
