import type { ListMetricsInput } from '@aws-sdk/client-cloudwatch';
import type { Wire } from '../../service';
import { refuseMembers, type Cloud } from '../cloud';
import { length, oneOf, refuseProblems } from '../constraints';
import { dimensionList } from '../metrics/dimensions';
import { page } from '../paging';
import { DAY, HOUR } from '../time';

const PAGE_SIZE = 500;

export function listMetrics(cloud: Cloud, input: Wire<ListMetricsInput>): object {
  refuseMembers('ListMetrics', input, ['Namespace', 'MetricName', 'Dimensions', 'RecentlyActive', 'NextToken']);
  refuseProblems(
    length('namespace', input.Namespace, 1, 255),
    length('metricName', input.MetricName, 1, 255),
    length('dimensions', input.Dimensions, 0, 10),
    oneOf('recentlyActive', input.RecentlyActive, ['PT3H']),
  );
  const now = cloud.clock.now();
  const since = now - (input.RecentlyActive === undefined ? 14 * DAY : 3 * HOUR);
  const found = cloud.store
    .list(since, now)
    .filter(
      ({ namespace, name, dimensions }) =>
        (input.Namespace === undefined || namespace === input.Namespace) &&
        (input.MetricName === undefined || name === input.MetricName) &&
        (input.Dimensions ?? []).every(
          ({ Name, Value }) =>
            Name !== undefined &&
            Object.hasOwn(dimensions, Name) &&
            (Value === undefined || dimensions[Name] === Value),
        ),
    );
  const { items, nextToken } = page(found, PAGE_SIZE, input.NextToken);
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensionList(dimensions),
    })),
    ...(nextToken === undefined ? {} : { NextToken: nextToken }),
  };
}
