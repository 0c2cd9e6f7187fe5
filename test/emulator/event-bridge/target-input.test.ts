import { targetInput } from '../../../lib/emulator/event-bridge/delivery/target-input';

const EVENT = {
  version: '0' as const,
  id: 'id-1',
  'detail-type': 'Alarm',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-11-20T08:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:a', 'arn:b'],
  detail: { alarmName: 'p99 "fast"', state: { value: 'ALARM' }, count: 3 },
};
const RULE = { name: 'r', arn: 'arn:rule/r' };

function input(target: object): string {
  return targetInput({ Id: 't', Arn: 'arn:aws:sqs:x:1:q', ...target }, EVENT, RULE);
}

describe('what a target receives', () => {
  it('is the event', () => {
    expect(JSON.parse(input({}))).toEqual(EVENT);
  });

  it('is a constant', () => {
    expect(input({ Input: '{"reason":"reconcile"}' })).toBe('{"reason":"reconcile"}');
  });

  it.each([
    ['$.detail.state', { value: 'ALARM' }],
    ['$.resources[1]', 'arn:b'],
    ["$['detail-type']", 'Alarm'],
    ['$.detail.gone', null],
  ])('is the part at %s', (path, expected) => {
    expect(JSON.parse(input({ InputPath: path }))).toEqual(expected);
  });

  it.each([
    {
      title: 'an object with values in place',
      paths: { state: '$.detail.state', n: '$.detail.count', source: '$.source' },
      template: '{"state": <state>, "n": <n>, "source": <source>, "rule": "<aws.events.rule-name>"}',
      expected: '{"state": {"value":"ALARM"}, "n": 3, "source": "aws.cloudwatch", "rule": "r"}',
    },
    {
      title: 'a text that does not escape what it takes in',
      paths: { name: '$.detail.alarmName' },
      template: '"alarm <name> fired"',
      expected: '"alarm p99 "fast" fired"',
    },
    {
      title: 'a template broken by a missing value',
      paths: { gone: '$.detail.gone' },
      template: '{"gone": <gone>}',
      expected: '{"gone": }',
    },
    {
      title: 'the whole event',
      paths: {},
      template: '{"event": <aws.events.event.json>}',
      expected: `{"event": ${JSON.stringify(EVENT)}}`,
    },
  ])('is $title', ({ paths, template, expected }) => {
    expect(input({ InputTransformer: { InputPathsMap: paths, InputTemplate: template } })).toBe(expected);
  });

  it('cannot be taken by a path with a filter', () => {
    expect(() => input({ InputPath: '$.detail[?(@.x)]' })).toThrow('not emulated: EventBridge input path');
  });
});
