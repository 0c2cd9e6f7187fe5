import { healthChecker } from '../../lib/aws/health-checker';
import type { CheckProbe, HealthCheck } from '../../lib/domain/blueprint/health-checks';
import { requestHandlerFor } from '../../lib/emulator/transport/request-handler';
import { AwsError } from '../../lib/emulator/service';

const SUBJECT = { endpoint: 'fraud', variant: 'candidate-7', model: 'fraud-v42', release: 7, traffic: 0 };
const LAMBDA: CheckProbe = { kind: 'lambda', functionName: 'check-features:live', payload: { deep: true } };
const INVOKE: CheckProbe = { kind: 'invoke', contentType: 'application/json', body: '{}', bodyContains: 'score' };

interface Call {
  readonly operation: string;
  readonly input: unknown;
}

/** Tries a check against one answer, or one error, and tells what was asked for. */
async function attempt(
  probe: CheckProbe,
  answer: () => unknown,
  functions: readonly string[] = ['check-*'],
): Promise<{ flaw: string | undefined; calls: readonly Call[] }> {
  const calls: Call[] = [];
  const call = async (_service: string, operation: string, input: unknown) => {
    calls.push({ operation, input });
    return answer();
  };
  const checker = healthChecker(
    {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
      requestHandler: requestHandlerFor({ call }, { name: 'test' }),
    },
    { network: { reach: async () => ({ seconds: 0.5 }) }, functions },
  );
  const check: HealthCheck = { name: 'x', probe, timeoutSeconds: 5, retries: 0, at: 'always' };
  const { flaw } = await checker.attempt(check, SUBJECT);
  return { flaw, calls };
}

function refuse(code: string, message: string) {
  return () => {
    throw new AwsError(code, message);
  };
}

const answering = (payload: unknown) => () => ({ StatusCode: 200, Payload: JSON.stringify(payload) });

describe('a check by a function', () => {
  it('tells the function what it is about, and takes its word', async () => {
    const { flaw, calls } = await attempt(LAMBDA, answering({ pass: true }));
    expect(flaw).toBeUndefined();
    const [{ operation, input } = { operation: '', input: {} }] = calls;
    const { FunctionName, Payload } = input as { FunctionName: string; Payload: Uint8Array | string };
    const text = typeof Payload === 'string' ? Payload : new TextDecoder().decode(Payload);
    expect([operation, FunctionName]).toEqual(['Invoke', 'check-features:live']);
    expect(JSON.parse(text)).toEqual({ ...SUBJECT, payload: { deep: true } });
    expect((await attempt(LAMBDA, answering({ pass: false, reason: 'stale' }))).flaw).toBe('stale');
  });

  it('calls no function that the stack may not call', async () => {
    const { flaw, calls } = await attempt(LAMBDA, answering({ pass: true }), ['other-*', '']);
    expect(flaw).toBe('this stack may not call function check-features:live');
    expect(calls).toEqual([]);
  });

  it('takes whatever goes wrong for a failure, in a sentence', async () => {
    const broken = () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: '{"errorMessage":"oops"}' });
    expect((await attempt(LAMBDA, broken)).flaw).toBe('the function failed: {"errorMessage":"oops"}');
    const missing = refuse('ResourceNotFoundException', 'Function not found: check-features');
    expect((await attempt(LAMBDA, missing)).flaw).toContain('Function not found: check-features');
    expect((await attempt(LAMBDA, answering('yes'))).flaw).toContain('it answered "yes"');
  });
});

describe('a check by an inference', () => {
  const body = (text: string) => () => ({ Body: text, ContentType: 'application/json' });

  it('asks the candidate itself, and looks at its answer', async () => {
    const { flaw, calls } = await attempt(INVOKE, body('{"score": 1}'));
    expect(flaw).toBeUndefined();
    expect(calls[0]).toMatchObject({ operation: 'InvokeEndpoint', input: { TargetVariant: 'candidate-7' } });
    expect((await attempt(INVOKE, body('{}'))).flaw).toBe('the answer does not contain "score"; it is "{}"');
  });

  it('tells how the model failed', async () => {
    const { flaw } = await attempt(INVOKE, refuse('ModelError', 'Received server error (500)'));
    expect(flaw).toBe('ModelError: Received server error (500)');
  });
});

describe('a check of the network', () => {
  it('leaves that to the network', async () => {
    const { flaw, calls } = await attempt({ kind: 'tcp', host: 'db', port: 1 }, () => ({}));
    expect([flaw, calls]).toEqual([undefined, []]);
  });
});
