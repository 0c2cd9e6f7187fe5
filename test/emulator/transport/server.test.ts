import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { cbor } from '@smithy/core/cbor';
import { serve, type EmulatorServer } from '../../../lib/emulator/transport/server';
import { ACCOUNT, inTime, newAccount, START } from '../support/account';

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

describe('the HTTP server', () => {
  const account = newAccount();
  let server: EmulatorServer;

  beforeAll(async () => {
    // Nobody else moves the clock here.
    const call: typeof account.call = (...args) => inTime(account, account.call(...args));
    server = await serve({ clock: account.clock, call }, { port: 0 });
    await account.direct('CloudWatch', 'PutMetricAlarm', {
      AlarmName: 'errors & more',
      Namespace: 'Shop',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'Service', Value: 'pay' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 1.5,
      ComparisonOperator: 'GreaterThanThreshold',
    });
  });
  afterAll(() => server.close());

  const post = async (body: BodyInit, headers: Record<string, string>, path = '/') => {
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const query = async (fields: Record<string, string>) => {
    const { status, bytes } = await post(new URLSearchParams(fields).toString(), FORM);
    return { status, xml: bytes.toString() };
  };
  const rpc = async (operation: string, input: unknown) => {
    const { status, headers, bytes } = await post(
      new Uint8Array(cbor.serialize(input)),
      { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      `/service/GraniteServiceVersion20100801/operation/${operation}`,
    );
    const output: unknown = cbor.deserialize(bytes);
    return { status, headers, output };
  };

  const invoke = (body: string, headers: Record<string, string> = {}) =>
    post(body, headers, '/2015-03-31/functions/divide/invocations');

  it('listens on this machine only', () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('answers the clients of the SDK over the network', async () => {
    const config = {
      region: ACCOUNT.region,
      endpoint: server.url,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const sagemaker = new SageMakerClient(config);
    const cloudwatch = new CloudWatchClient(config);
    expect(await sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'fraud' }))).toMatchObject({
      EndpointStatus: 'InService',
    });
    expect((await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms).toHaveLength(1);
    sagemaker.destroy();
    cloudwatch.destroy();
  });

  it('speaks CBOR, with tagged dates both ways', async () => {
    const { status, headers, output } = await rpc('DescribeAlarms', { AlarmNames: ['errors & more'] });
    expect(status).toBe(200);
    expect(headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
    expect(output).toMatchObject({
      MetricAlarms: [{ Threshold: 1.5, StateUpdatedTimestamp: { tag: 1, value: START / 1000 } }],
    });
  });

  it('puts errors into CBOR under both their names', async () => {
    const { status, headers, output } = await rpc('SetAlarmState', {
      AlarmName: 'errors & more',
      StateValue: 'BROKEN',
      StateReason: 'test',
    });
    expect(status).toBe(400);
    expect(output).toMatchObject({ __type: 'ValidationException' });
    expect(headers.get('x-amzn-query-error')).toBe('ValidationError;Sender');
  });

  it('reads typed lists out of a form', async () => {
    const put = await query({
      Action: 'PutMetricData',
      Version: '2010-08-01',
      Namespace: 'Shop',
      'MetricData.member.1.MetricName': 'Pay',
      'MetricData.member.1.Timestamp': new Date(START).toISOString(),
      'MetricData.member.1.Values.member.1': '0.5',
      'MetricData.member.1.Values.member.2': '1.5',
      'MetricData.member.1.Dimensions.member.1.Name': 'Service',
      'MetricData.member.1.Dimensions.member.1.Value': 'pay',
    });
    expect(put.status).toBe(200);
    const read = await query({
      Action: 'GetMetricStatistics',
      Version: '2010-08-01',
      Namespace: 'Shop',
      MetricName: 'Pay',
      'Dimensions.member.1.Name': 'Service',
      'Dimensions.member.1.Value': 'pay',
      StartTime: new Date(START).toISOString(),
      EndTime: new Date(START + 60_000).toISOString(),
      Period: '60',
      'Statistics.member.1': 'Sum',
    });
    expect(read.xml).toContain('<Sum>2</Sum>');
    expect(read.xml).toContain('<Timestamp>2026-11-20T08:00:00.000Z</Timestamp>');
  });

  it('writes XML with escaped text and dates', async () => {
    const { xml } = await query({ Action: 'DescribeAlarms', Version: '2010-08-01' });
    expect(xml).toContain('<AlarmName>errors &amp; more</AlarmName>');
    expect(xml).toContain('<Dimensions><member><Name>Service</Name><Value>pay</Value></member></Dimensions>');
    expect(xml).toContain('<StateUpdatedTimestamp>2026-11-20T08:00:00.000Z</StateUpdatedTimestamp>');
  });

  it('writes errors as XML under the name of the query protocol', async () => {
    expect(
      await query({
        Action: 'SetAlarmState',
        Version: '2010-08-01',
        AlarmName: 'gone',
        StateValue: 'OK',
        StateReason: 'x',
      }),
    ).toMatchObject({ status: 404, xml: expect.stringContaining('<Code>ResourceNotFound</Code>') });
    expect(await query({ Action: 'Publish', Version: '2010-03-31', TopicArn: 'x:gone', Message: 'm' })).toMatchObject({
      status: 404,
      xml: expect.stringContaining('<Code>NotFound</Code>'),
    });
  });

  it('invokes functions, and tells a failed one by a header', async () => {
    account.lambda.deploy({
      name: 'divide',
      load: () => async (event) => {
        if (JSON.stringify(event) === '{"by":0}') throw new RangeError('by zero');
        return { event };
      },
    });
    const done = await invoke('{"by":2}');
    expect([done.status, done.bytes.toString()]).toEqual([200, '{"event":{"by":2}}']);
    expect(done.headers.get('x-amz-function-error')).toBeNull();
    const failed = await invoke('{"by":0}');
    expect(failed.status).toBe(200);
    expect(failed.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(JSON.parse(failed.bytes.toString())).toMatchObject({ errorType: 'RangeError', errorMessage: 'by zero' });
    const accepted = await invoke('{"by":2}', { 'x-amz-invocation-type': 'Event' });
    expect([accepted.status, accepted.bytes.length]).toEqual([202, 0]);
  });

  it('tells a client whose account it is in', async () => {
    const { xml } = await query({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    expect(xml).toContain('<Account>123456789012</Account>');
  });

  it.each([
    { title: 'a path', path: '/2015-03-31/event-source-mappings', headers: {} },
    { title: 'a service', path: '/', headers: { 'x-amz-target': 'AWSGlue.GetJobs' } },
    { title: 'an operation', path: '/', headers: { 'x-amz-target': 'SageMaker.CreateTrial' } },
  ])('says that it does not know $title', async ({ path, headers }) => {
    const { status, bytes } = await post('{}', headers, path);
    expect(status).toBe(501);
    expect(bytes.toString()).toContain('not emulated: ');
  });
});
