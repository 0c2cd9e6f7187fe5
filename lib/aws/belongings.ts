import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ListEndpointConfigsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { clientSettings, type Connection } from './connection';

/** What an account holds, by name. */
export interface BelongingsLister {
  /** Alarms of either type whose name begins so. */
  alarms(prefix: string): Promise<readonly string[]>;
  /** Endpoint configs whose name contains the text. */
  configs(text: string): Promise<readonly string[]>;
}

/** Lists alarms and endpoint configs. */
export function belongings(connection: Connection): BelongingsLister {
  const cloudWatch = new CloudWatchClient(clientSettings(connection));
  const sageMaker = new SageMakerClient(clientSettings(connection));
  return {
    alarms: async (prefix) => {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await cloudWatch.send(
          new DescribeAlarmsCommand({
            AlarmNamePrefix: prefix,
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            NextToken: token,
          }),
        );
        const alarms = [...(page.CompositeAlarms ?? []), ...(page.MetricAlarms ?? [])];
        found.push(...alarms.map(({ AlarmName }) => AlarmName ?? ''));
        token = page.NextToken;
      } while (token !== undefined);
      return found;
    },
    configs: async (text) => {
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await sageMaker.send(new ListEndpointConfigsCommand({ NameContains: text, NextToken: token }));
        found.push(...(page.EndpointConfigs ?? []).map(({ EndpointConfigName }) => EndpointConfigName ?? ''));
        token = page.NextToken;
      } while (token !== undefined);
      return found;
    },
  };
}
