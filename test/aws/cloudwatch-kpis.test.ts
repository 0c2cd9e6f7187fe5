import { cloudWatchKpis } from '../../lib/aws/cloudwatch-kpis';
import { requestHandlerFor } from '../../lib/emulator/transport/request-handler';
import { blueprintOf, SHORT } from '../domain/blueprint/support';

const MINUTE = 60_000;

/** CloudWatch with these answers for every query, page by page. */
function answering(...pages: readonly string[]) {
  let page = 0;
  const call = async () => {
    const StatusCode = pages[page++];
    const MetricDataResults = ['m0', 'm1'].map((Id) => ({ Id, Timestamps: [60], Values: [page], StatusCode }));
    return { MetricDataResults, ...(page < pages.length && { NextToken: 'more' }) };
  };
  return cloudWatchKpis({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    requestHandler: requestHandlerFor({ call }, { name: 'test' }),
  });
}

function read(kpis: ReturnType<typeof answering>) {
  const [kpi] = blueprintOf({ ...SHORT, kpi: { error_rate: '< 1%' } }).kpis;
  return kpis.read([{ kpi: kpi!, arm: 'candidate', endpoint: 'shop', variant: 'candidate-1' }], MINUTE, 2 * MINUTE);
}

describe('reading KPIs', () => {
  it.each([[['Complete']], [['PartialData', 'Complete']]])('takes %j for all that there is', async (pages) => {
    const [reading] = await read(answering(...pages));
    expect(reading?.counts).toHaveLength(1);
  });

  it.each([[['InternalError']], [['Forbidden']], [['PartialData']], [['PartialData', 'InternalError']]])(
    'does not take %j for minutes without failures',
    async (pages) => {
      await expect(read(answering(...pages))).rejects.toMatchObject({ name: 'MetricsIncomplete' });
    },
  );
});
