import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import cdkJson from '../../cdk.json';
import { readConfig } from '../../lib/constructs/config';

/** A configuration with one environment, and what is wrong with it. */
function withDefault(environment: object): unknown {
  return { environments: { default: { endpoints: ['fraud-*'], ...environment } } };
}

describe('readConfig', () => {
  it('gives the default environment when none is named', () => {
    expect(readConfig(withDefault({}))).toMatchObject({
      endpoints: ['fraud-*'],
      notify: [],
      logRetention: 90,
      stackName: 'Rollouts',
    });
  });

  it('gives the named environment, under a stack name of its own', () => {
    const config = {
      environments: {
        default: { endpoints: ['fraud-*'] },
        production: {
          endpoints: ['Pricing'],
          notify: ['oncall@example.com'],
          logRetentionDays: 365,
          account: '111122223333',
          region: 'eu-west-1',
        },
      },
    };
    expect(readConfig(config, 'production')).toMatchObject({
      endpoints: ['pricing'],
      notify: ['oncall@example.com'],
      logRetention: 365,
      stackName: 'Rollouts-production',
      account: '111122223333',
      region: 'eu-west-1',
    });
  });

  it.each([
    [undefined, 'rollouts in cdk.json is missing; it must be an object'],
    [{}, 'rollouts.environments in cdk.json is missing'],
    [withDefault({ endpoints: [] }), 'rollouts.environments.default: endpoints is empty'],
    [
      withDefault({ endpoints: 'fraud-*' }),
      'rollouts.environments.default.endpoints is "fraud-*"; it must be a list of texts',
    ],
    [withDefault({ endpoints: ['a b'] }), "endpoints contains 'a b'"],
    [withDefault({ notify: ['oncall'] }), "notify has 'oncall'; it must be a mail address"],
    [withDefault({ logRetentionDays: 42 }), 'logRetentionDays is 42; allowed are 1, 3, 5, 7, 14'],
    [withDefault({ account: 111122223333 }), 'account is 111122223333; it must be text of 12 digits'],
    [withDefault({ region: 'Dublin' }), "region is \"Dublin\"; it must be a Region's name such as 'eu-west-1'"],
    [withDefault({ stackName: 'a/b' }), 'stackName is "a/b"; it must be letters, digits and hyphens'],
    [
      withDefault({ endpoint: ['fraud-*'] }),
      'rollouts.environments.default.endpoint is unknown; allowed are endpoints',
    ],
  ])('refuses %j', (context, message) => {
    expect(() => readConfig(context)).toThrow(message);
  });

  it('checks the environments that are not asked for too', () => {
    const config = { environments: { default: { endpoints: ['fraud-*'] }, production: { endpoints: [] } } };
    expect(() => readConfig(config)).toThrow('rollouts.environments.production: endpoints is empty');
  });

  it('names the environments there are when asked for another', () => {
    expect(() => readConfig(withDefault({}), 'prod')).toThrow(
      "there is no environment 'prod' in cdk.json; there are default",
    );
  });

  it('refuses environments of one account and Region that could share an endpoint', () => {
    const place = { account: '111122223333', region: 'eu-west-1' };
    const config = (region: string) => ({
      environments: {
        blue: { endpoints: ['fraud-*'], ...place },
        green: { endpoints: ['*-detector'], ...place, region },
      },
    });
    expect(() => readConfig(config('eu-west-1'), 'blue')).toThrow(
      "environments blue and green are in the same account and could both manage an endpoint that matches 'fraud-*' and '*-detector'",
    );
    expect(readConfig(config('eu-central-1'), 'blue')).toMatchObject({ endpoints: ['fraud-*'] });
  });
});

describe('cdk.json', () => {
  it('lets the stack manage the endpoints of the examples and no others', () => {
    const examples = ['canary', 'standard', 'ramp', 'pauses', 'hold-at-5', 'first-deployment'].map((name) => {
      const file = join(__dirname, '..', '..', 'examples', `${name}.yaml`);
      return parse(readFileSync(file, 'utf8')).endpoint as string;
    });
    expect(readConfig(cdkJson.context.rollouts).endpoints.toSorted()).toEqual([...new Set(examples)].toSorted());
  });
});
