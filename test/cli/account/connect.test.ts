import { nameOfCaller } from '../../../lib/cli/account/account';
import { connectionOf } from '../../../lib/cli/account/connect';
import { adviceFor, isPassing } from '../../../lib/cli/account/explain-error';
import type { Args } from '../../../lib/cli/command';
import { parseReference } from '../../../lib/cli/release/reference';

function args(options: Readonly<Record<string, string>>): Args {
  return { operands: [], has: () => false, value: (option) => options[option] };
}

const LOCAL = 'http://127.0.0.1:4599';

describe('connectionOf', () => {
  it.each([
    ['leaves everything to the SDK', {}, {}, {}],
    [
      'takes the command line first',
      { region: 'eu-west-1', profile: 'ops' },
      { AWS_REGION: 'us-east-2' },
      { region: 'eu-west-1', profile: 'ops' },
    ],
    ['knows the AWS CLI’s own variable', {}, { AWS_DEFAULT_REGION: 'eu-west-3' }, { region: 'eu-west-3' }],
    [
      'prefers the SDK’s variable, which it leaves to the SDK',
      {},
      { AWS_DEFAULT_REGION: 'eu-west-3', AWS_REGION: 'eu-west-1' },
      {},
    ],
    [
      'takes another server as it is told',
      { 'endpoint-url': 'https://vpce.example.com' },
      {},
      { endpoint: 'https://vpce.example.com' },
    ],
  ])('%s', (_what, options, environment, expected) => {
    expect(connectionOf(args(options), { environment })).toEqual({ attempts: 3, ...expected });
  });

  it.each([LOCAL, 'http://localhost:1', 'http://[::1]:4599'])('needs no account for %s', (url) => {
    expect(connectionOf(args({ 'endpoint-url': url }), { environment: {} })).toMatchObject({
      region: 'us-east-1',
      credentials: { accessKeyId: 'emulator' },
    });
  });

  it.each([
    ['elsewhere', { 'endpoint-url': 'http://10.0.0.7:4599' }, {}],
    ['where somebody is signed in', { 'endpoint-url': LOCAL }, { AWS_ACCESS_KEY_ID: 'AKIA' }],
    ['where a profile is named', { 'endpoint-url': LOCAL, profile: 'ops' }, {}],
    ['for what only looks like this machine', { 'endpoint-url': 'http://127.0.0.1.example.com' }, {}],
  ])('makes up no credentials %s', (_where, options, environment) => {
    expect(connectionOf(args(options), { environment })).not.toHaveProperty('credentials');
  });
});

describe('nameOfCaller', () => {
  it.each([
    ['arn:aws:iam::123456789012:user/teams/ml/ann', 'ann'],
    ['arn:aws:sts::123456789012:assumed-role/Operators/ann', 'ann (Operators)'],
    ['arn:aws:sts::123456789012:federated-user/ann', 'ann'],
    ['arn:aws:iam::123456789012:root', 'root'],
  ])('of %s is %s', (arn, name) => {
    expect(nameOfCaller(arn)).toBe(name);
  });
});

function failure(name: string, more: object = {}): Error {
  return Object.assign(new Error('it failed'), { name, ...more });
}

describe('an error on the way to AWS', () => {
  it.each([
    [failure('CredentialsProviderError'), 'there are no AWS credentials'],
    [failure('ExpiredTokenException'), 'sign in again'],
    [failure('AccessDeniedException'), 'ask for the permission'],
    [failure('Error', { code: 'ECONNREFUSED' }), 'nothing answers there'],
    [new Error('Region is missing'), 'give --region'],
  ])('says what to do: %s', (error, advice) => {
    expect(adviceFor(error)).toContain(advice);
  });

  it.each([
    [failure('Error', { code: 'ECONNRESET' }), true],
    [failure('TimeoutError'), true],
    [failure('ThrottlingException', { $metadata: { httpStatusCode: 400 } }), true],
    [failure('InternalFailure', { $metadata: { httpStatusCode: 500 } }), true],
    [failure('AccessDeniedException', { $metadata: { httpStatusCode: 400 } }), false],
    [failure('ExpiredTokenException', { $metadata: { httpStatusCode: 403 } }), false],
    [new Error('a defect of ours'), false],
    ['not even an error', false],
  ])('passes by itself or does not: %s, %s', (error, passes) => {
    expect(isPassing(error)).toBe(passes);
  });
});

describe('parseReference', () => {
  it.each([
    ['fraud', { endpoint: 'fraud' }],
    ['fraud-detector/7', { endpoint: 'fraud-detector', number: 7 }],
    ['fraud#12', { endpoint: 'fraud', number: 12 }],
  ])('reads %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
  });

  it.each(['', '-fraud', 'fraud-', 'fraud/', 'fraud/x', 'fraud/7/8', 'a'.repeat(64), 'fraud detector'])(
    'refuses %j',
    (text) => {
      expect(() => parseReference(text)).toThrow('names no release');
    },
  );
});
