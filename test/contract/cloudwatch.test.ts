/* eslint-disable jest/no-standalone-expect -- contract() makes tests of these */
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { cloudWatchKpis } from '../../lib/aws/cloudwatch-kpis';
import { clientSettings } from '../../lib/aws/connection';
import type { Kpi } from '../../lib/domain/blueprint/blueprint';
import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import type { Breaker } from '../../lib/domain/sentinels/breakers';
import type { KpiSource } from '../../lib/domain/ports';
import { contract, until } from './contract';
import type { Ground } from './grounds';

const MINUTE = 60_000;

/** An alarm on a metric that nobody publishes. */
function breaker({ run }: Ground, name: string): Extract<Breaker, { kind: 'metric' }> {
  return {
    kind: 'metric',
    name: `contract/${run}/${name}`,
    description: 'made by a contract test',
    metrics: [{ id: 'm1', namespace: 'Contract', name: 'Errors', dimensions: { Run: run }, statistic: 'Sum' }],
    expression: 'IF(m1 > 10, 1, 0)',
    threshold: 0,
    period: 60,
    periods: 1,
  };
}

/** A KPI that a blueprint may have. */
function kpiOf(written: object): Kpi {
  const parsed = parseBlueprint({ endpoint: 'contract', model: 'contract', kpi: { orders: written } });
  const found = parsed.ok ? parsed.blueprint.kpis.find(({ name }) => name === 'orders') : undefined;
  if (found === undefined) throw new Error(JSON.stringify(parsed));
  return found;
}

contract<KpiSource>('a source of KPIs and alarms', ({ connection }) => cloudWatchKpis(connection), {
  'tells alarms that are missing from those that are quiet': async (kpis, ground) => {
    const { name } = breaker(ground, 'quiet');
    await kpis.putBreaker(breaker(ground, 'quiet'));
    const [quiet, missing] = await kpis.readAlarms([name, `contract/${ground.run}/nobody`]);
    expect(quiet).toMatchObject({ name, actionsEnabled: true, reason: expect.any(String) });
    expect(['OK', 'INSUFFICIENT_DATA']).toContain(quiet?.state);
    expect(missing).toMatchObject({ state: 'MISSING' });
    await kpis.removeAlarms([name]);
  },

  'overwrites an alarm of the same name': async (kpis, ground) => {
    const first = breaker(ground, 'again');
    await kpis.putBreaker(first);
    await kpis.putBreaker({ ...first, threshold: 5 });
    const [alarm] = await kpis.readAlarms([first.name]);
    expect(alarm?.definition).toMatchObject({ kind: 'metric', isExpression: true, threshold: 5 });
    await kpis.removeAlarms([first.name]);
  },

  'finds what fires by its prefix, composites too': async (kpis, ground) => {
    const child = breaker(ground, 'firing/child');
    const parent = `contract/${ground.run}/firing/parent`;
    await kpis.putBreaker(child);
    await kpis.putBreaker({ kind: 'composite', name: parent, description: 'over one alarm', alarms: [child.name] });
    const prefix = `contract/${ground.run}/firing/`;
    expect(await kpis.firing(prefix)).toEqual([]);
    // An alarm that is set comes back to what its metric says at its next evaluation.
    await kpis.setAlarm(child.name, 'ALARM', 'a contract test');
    expect((await kpis.firing(prefix)).map(({ name }) => name)).toContain(child.name);
    await until(
      ground,
      async () => {
        const firing = await kpis.firing(prefix);
        if (firing.some(({ name }) => name === parent)) return true;
        if (firing.length === 0) await kpis.setAlarm(child.name, 'ALARM', 'a contract test');
        return false;
      },
      3,
    );
    await kpis.removeAlarms([child.name, parent]);
  },

  'removes alarms, parents before children, and minds none that are gone': async (kpis, ground) => {
    const child = breaker(ground, 'gone/child');
    const parent = `contract/${ground.run}/gone/parent`;
    await kpis.putBreaker(child);
    await kpis.putBreaker({ kind: 'composite', name: parent, description: 'over one alarm', alarms: [child.name] });
    const names = [child.name, parent, `contract/${ground.run}/gone/nobody`];
    await kpis.removeAlarms(names);
    await kpis.removeAlarms(names);
    expect((await kpis.readAlarms(names)).map(({ state }) => state)).toEqual(['MISSING', 'MISSING', 'MISSING']);
  },

  'reads periods that have data, and makes nothing of those that have none': async (kpis, ground) => {
    const dimensions = { Run: ground.run };
    const kpi = kpiOf({ metric: { namespace: 'Contract', name: 'Paid', kind: 'rate', dimensions }, limit: '> 90%' });
    const end = Math.floor(ground.now() / MINUTE) * MINUTE;
    const publish = (minutesAgo: number, ones: number, zeros: number) =>
      new PutMetricDataCommand({
        Namespace: 'Contract',
        MetricData: [
          {
            MetricName: 'Paid',
            Dimensions: [{ Name: 'Run', Value: ground.run }],
            Timestamp: new Date(end - minutesAgo * MINUTE),
            Values: [0, 1],
            Counts: [zeros, ones],
          },
        ],
      });
    const client = new CloudWatchClient(clientSettings(ground.connection));
    await client.send(publish(5, 90, 10));
    await client.send(publish(3, 40, 2));
    const query = { kpi, arm: 'candidate', endpoint: ground.endpoint, variant: ground.variant } as const;
    const read = async () => (await kpis.read([query], end - 10 * MINUTE, end))[0];
    await until(ground, async () => (await read())?.counts.length === 2, 5);
    expect(await read()).toMatchObject({
      kpi: 'orders',
      arm: 'candidate',
      counts: [
        { start: end - 5 * MINUTE, requests: 100, failures: 10 },
        { start: end - 3 * MINUTE, requests: 42, failures: 2 },
      ],
      values: [],
    });
    // A period belongs to the range in which it begins.
    expect((await kpis.read([query], end - 5 * MINUTE, end - 3 * MINUTE))[0]?.counts).toHaveLength(1);
    expect(await kpis.read([], end - MINUTE, end)).toEqual([]);
  },
});
