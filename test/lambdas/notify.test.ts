import { createHandler } from '../../lambdas/notify';
import type { Message } from '../../lib/domain/messages';

describe('notify', () => {
  it.each([
    ['deployment.completed', 'team'],
    ['deployment.rolled_back', 'incident'],
    ['deployment.traffic_shifted', 'nobody'],
  ])('tells of %s: %s', async (type, told) => {
    const sent: [string, Message][] = [];
    const notify = createHandler({
      messenger: {
        send: (topic, message) => {
          sent.push([topic, message]);
          return Promise.resolve();
        },
      },
      topics: { incident: 'topic-incident', team: 'topic-team' },
      stack: 'Rollouts',
    });
    const detail = { version: '1' as const, id: 'f/1', endpoint: 'f', release: 1, at: '', actor: 'ann', reason: 'so' };
    expect(await notify({ source: 'sagemaker.rollouts', 'detail-type': type, detail })).toEqual({ told });
    expect(sent.map(([topic]) => topic)).toEqual(told === 'nobody' ? [] : [`topic-${told}`]);
  });

  it('tells the team of a start that was refused', async () => {
    const sent: string[] = [];
    const notify = createHandler({
      messenger: { send: async (topic, { subject }) => void sent.push(`${topic}: ${subject}`) },
      topics: { incident: 'topic-incident', team: 'topic-team' },
      stack: 'Rollouts',
    });
    const detail = { executionArn: 'arn', name: 'v42', cause: 'held' };
    expect(await notify({ source: 'aws.states', detail })).toEqual({ told: 'team' });
    expect(sent).toEqual(['topic-team: [Rollouts] Start v42 was refused']);
  });
});
