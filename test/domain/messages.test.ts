import { asChat, asMail, messageFor, refusalMessage, TOLD } from '../../lib/domain/messages';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:Rollouts-canary:v42';

function detail(more: Readonly<Record<string, unknown>> = {}) {
  return {
    version: '1' as const,
    id: 'fraud/12',
    endpoint: 'fraud',
    release: 7,
    at: '2026-01-05T09:10:00.000Z',
    actor: EXECUTION,
    ...more,
  };
}

describe('messageFor', () => {
  it.each([
    [
      'deployment.started',
      { model: 'v42', strategy: 'canary' },
      'team',
      'Model v42 comes to fraud in a canary release.',
    ],
    [
      'deployment.paused',
      { why: 'gate', reason: 'phase half waits', until: 'noon' },
      'team',
      'Without a word it goes back at noon.',
    ],
    ['deployment.promoted', { actor: 'ann', reason: 'all fine' }, 'team', 'ann promoted it: all fine.'],
    [
      'deployment.completed',
      { servingModel: 'v42', reason: 'v42 met every gate' },
      'team',
      'v42 serves fraud: v42 met every gate.',
    ],
    [
      'deployment.rolled_back',
      { model: 'v41', reason: '5 % failed' },
      'incident',
      'All traffic of fraud is back on v41, because 5 % failed.',
    ],
    [
      'deployment.rolled_back',
      { model: 'v41', capacity: 'the baseline has 1 of the 4 instances it had' },
      'incident',
      'back on v41. But the baseline has 1 of the 4 instances it had: until they are back, users may wait or fail.',
    ],
    ['deployment.failed', { reason: 'no capacity' }, 'incident', 'no capacity'],
  ])('tells of %s', (type, more, audience, sentence) => {
    const message = messageFor(type, detail(more), 'Rollouts');
    expect(message).toMatchObject({ audience });
    expect(message?.text).toContain(sentence);
    expect(message?.subject).toMatch(/^\[Rollouts\] Release fraud\/7 /);
  });

  it.each([
    ['deployment.traffic_shifted', {}],
    ['deployment.rollback_failed', { reason: 'paged by its own rule' }],
    ['deployment.paused', { why: 'breach', reason: 'paged by its own rule' }],
    ['deployment.paused', { why: 'incident', reason: 'paged by its own rule' }],
    ['constructor', {}],
  ])('says nothing of %s with %j', (type, more) => {
    expect(messageFor(type, detail(more), 'Rollouts')).toBeUndefined();
  });

  it.each([
    ['deployment.rolled_back', { trigger: 'superseded', model: 'v41' }],
    ['deployment.failed', { breach: { trigger: 'superseded' } }],
  ])('tells the team, and pages nobody, of a release that was superseded: %s', (type, more) => {
    const superseded = detail({ ...more, reason: 'superseded by v43' });
    expect(messageFor(type, superseded, 'Rollouts')).toMatchObject({
      audience: 'team',
      subject: '[Rollouts] Release fraud/7 was superseded',
      text: 'What it had changed of fraud is undone: superseded by v43.',
    });
  });

  it('tells the team of a start that was refused', () => {
    const name = 'fraud-models-v7-20260105091000000';
    const ended = { executionArn: `${EXECUTION}-7`, name, cause: 'endpoint fraud is held by release 7' };
    expect(refusalMessage(ended, 'Rollouts')).toEqual({
      audience: 'team',
      subject: `[Rollouts] Start ${name} was refused`,
      text: 'No release has begun, and nothing was changed: endpoint fraud is held by release 7.',
      steps: [expect.stringMatching(/^Execution: https:.*v42-7$/)],
    });
    expect(asMail(refusalMessage({ ...ended, cause: null }, 'Rollouts'))).not.toMatch(/null|undefined/);
  });

  it('leads to the execution, and says what to do', () => {
    const message = messageFor('deployment.rolled_back', detail({ model: 'v41' }), 'Rollouts');
    expect(message?.steps).toEqual([
      'Why: rollouts explain fraud/7',
      `Execution: https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${EXECUTION}`,
    ]);
  });

  it('fits a mail’s subject, whatever the names', () => {
    const message = messageFor('deployment.started', detail({ endpoint: 'e'.repeat(63) }), `Stäck-${'x'.repeat(60)}`);
    expect(message?.subject).toHaveLength(100);
    expect(message?.subject).toMatch(/^[\x20-\x7E]+$/);
  });

  it.each(TOLD)('makes a mail and a chat message of %s without holes', (type) => {
    const message = messageFor(type, detail({ reason: 'because' }), 'Rollouts');
    if (message === undefined) throw new Error(`${type} is told, so it has a message`);
    expect(asMail(message)).not.toMatch(/undefined|\[object/);
    expect(JSON.parse(asChat(message))).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: { textType: 'client-markdown', title: message.subject, description: message.text },
    });
  });
});
