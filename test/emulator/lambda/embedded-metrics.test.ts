import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { embeddedMetrics } from '../../../lib/emulator/lambda/embedded-metrics';

const TIMESTAMP = 61_000;

function written(build: (metrics: Metrics) => void): string {
  const metrics = new Metrics({ namespace: 'Shop', serviceName: 'checkout' });
  build(metrics);
  const line = metrics.serializeMetrics();
  return JSON.stringify({ ...line, _aws: { ...line._aws, Timestamp: TIMESTAMP } });
}

describe('embedded metrics', () => {
  it('are taken from a line as the library writes it, in the minute that it names', () => {
    const line = written((metrics) => {
      metrics.addMetric('Orders', MetricUnit.Count, 3);
      metrics.addMetric('Duration', MetricUnit.Seconds, 1.5);
    });
    const common = { namespace: 'Shop', dimensions: { service: 'checkout' }, timestamp: 60_000 };
    expect(embeddedMetrics(line)).toEqual([
      { ...common, name: 'Orders', values: [[3, 1]], unit: 'Count' },
      { ...common, name: 'Duration', values: [[1.5, 1]], unit: 'Seconds' },
    ]);
  });

  it('have each set of dimensions, and each of several values', () => {
    const line = written((metrics) => {
      metrics.addDimensions({ outcome: 'paid' });
      metrics.addDimensions({ country: 'nl' });
      metrics.addMetric('Orders', MetricUnit.Count, 3);
      metrics.addMetric('Orders', MetricUnit.Count, 4);
    });
    expect(embeddedMetrics(line)).toMatchObject([
      {
        dimensions: { service: 'checkout', outcome: 'paid' },
        values: [
          [3, 1],
          [4, 1],
        ],
      },
      {
        dimensions: { service: 'checkout', country: 'nl' },
        values: [
          [3, 1],
          [4, 1],
        ],
      },
    ]);
  });

  it.each(['', 'INFO started', '{ started }', '{"level":"INFO","message":"started"}', '{"_aws":null}'])(
    'are not in %j',
    (line) => {
      expect(embeddedMetrics(line)).toEqual([]);
    },
  );
});
