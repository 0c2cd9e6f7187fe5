/* eslint-disable jest/no-standalone-expect -- contract() makes tests of these */
import { autoScaling } from '../../lib/aws/auto-scaling';
import { sageMakerDeployer } from '../../lib/aws/sagemaker-deployer';
import { sageMakerProber } from '../../lib/aws/sagemaker-prober';
import { sageMakerTraffic } from '../../lib/aws/sagemaker-traffic';
import { isSameWeight } from '../../lib/domain/traffic/endpoint';
import type { Deployer, Prober, TrafficController } from '../../lib/domain/ports';
import { contract, until } from './contract';
import type { Ground } from './grounds';

const TAGS = { purpose: 'contract' };

/** The endpoint's own variant, and the same once more beside it without traffic. */
function shared({ config, variant, run }: Ground) {
  const beside = { from: variant, name: 'beside', weight: 0, instances: 1 };
  return {
    source: config,
    config: `contract-${run}-shared`,
    variants: [{ from: variant, name: variant, weight: 100, instances: 1 }, beside],
    tags: TAGS,
  };
}

const inService = (deployer: Deployer, ground: Ground, config: string) =>
  until(ground, async () => {
    const endpoint = await deployer.describe(ground.endpoint);
    return endpoint?.status === 'InService' && endpoint.config === config;
  });

contract<Deployer>('a deployer', ({ connection }) => sageMakerDeployer(connection), {
  'describes an endpoint, and none where there is none': async (deployer, { endpoint, config, variant }) => {
    expect(await deployer.describe('contract-nobody')).toBeUndefined();
    expect(await deployer.describe(endpoint)).toMatchObject({
      name: endpoint,
      status: 'InService',
      config,
      variants: [{ name: variant, currentWeight: expect.any(Number), currentInstances: expect.any(Number) }],
      shadowVariants: 0,
    });
  },

  'describes a config, and none where there is none': async (deployer, { config, variant, model }) => {
    expect(await deployer.describeConfig('contract-nobody')).toBeUndefined();
    expect(await deployer.describeConfig(config)).toMatchObject({
      name: config,
      variants: [{ name: variant, model, serverless: false, instanceType: expect.stringMatching(/^ml\./) }],
      asynchronous: false,
    });
  },

  'knows whether a model exists': async (deployer, { model }) => {
    expect(await deployer.hasModel(model)).toBe(true);
    expect(await deployer.hasModel('contract-nobody')).toBe(false);
  },

  'copies a config, once however often it is asked, and never over one that is not the same': async (
    deployer,
    ground,
  ) => {
    const { variant, model, run } = ground;
    const copy = { ...shared(ground), config: `contract-${run}-copy` };
    await deployer.copyConfig(copy);
    await deployer.copyConfig(copy);
    expect(await deployer.describeConfig(copy.config)).toMatchObject({
      variants: [
        { name: variant, model, weight: 100 },
        { name: 'beside', model, weight: 0 },
      ],
    });
    await expect(deployer.copyConfig({ ...copy, variants: copy.variants.slice(1) })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await deployer.deleteConfig(copy.config);
    await deployer.deleteConfig(copy.config);
    expect(await deployer.describeConfig(copy.config)).toBeUndefined();
  },

  'says that it cannot copy what is gone': async (deployer, ground) => {
    const copy = deployer.copyConfig({ ...shared(ground), source: 'contract-nobody' });
    await expect(copy).rejects.toThrow('contract-nobody does not exist any more');
  },

  'takes an update, is busy until it has arrived, and goes back': async (deployer, ground) => {
    const { endpoint, config, variant } = ground;
    const copy = shared(ground);
    await deployer.copyConfig(copy);
    await until(ground, async () => (await deployer.updateEndpoint(endpoint, copy.config, 'capacity')) === 'accepted');
    await until(ground, async () => (await deployer.describe(endpoint))?.status === 'Updating', 2);
    expect(await deployer.updateEndpoint(endpoint, config, 'nothing')).toBe('busy');
    expect(await deployer.deleteEndpoint(endpoint)).toBe('busy');
    await inService(deployer, ground, copy.config);
    const arrived = await deployer.describe(endpoint);
    expect(arrived?.variants.map(({ name, currentWeight }) => [name, Math.round(currentWeight)])).toEqual([
      [variant, 100],
      ['beside', 0],
    ]);
    expect(await deployer.updateEndpoint(endpoint, config, 'nothing')).toBe('accepted');
    await inService(deployer, ground, config);
    await deployer.deleteConfig(copy.config);
  },

  'makes an endpoint of its own, and takes it away': async (deployer, ground) => {
    const { config, model, run } = ground;
    const { instanceType = '' } = (await deployer.describeConfig(config))?.variants[0] ?? {};
    const name = `contract-${run}-new`;
    await deployer.createConfig({ config: name, variant: 'primary', model, instanceType, instances: 1, tags: TAGS });
    const create = async () => {
      try {
        return (await deployer.createEndpoint(name, name, TAGS)) === 'accepted';
      } catch (error) {
        // A fresh config may not be visible everywhere at once.
        if (error instanceof Error && error.name === 'ConfigNotVisible') return false;
        throw error;
      }
    };
    await until(ground, create, 2);
    await until(ground, async () => (await deployer.describe(name))?.status === 'InService');
    expect(await deployer.deleteEndpoint(name)).toBe('accepted');
    await until(ground, async () => (await deployer.describe(name)) === undefined);
    expect(await deployer.deleteEndpoint(name)).toBe('accepted');
    await deployer.deleteConfig(name);
  },
});

type Traffic = Pick<TrafficController, 'setWeights' | 'isAutoscaled' | 'scaleIn' | 'setScaleIn'> & {
  readonly deployer: Deployer;
};

contract<Traffic>(
  'a traffic controller',
  ({ connection }) => ({
    ...sageMakerTraffic(connection),
    ...autoScaling(connection),
    deployer: sageMakerDeployer(connection),
  }),
  {
    'moves weights, and is busy until they have arrived': async ({ deployer, ...traffic }, ground) => {
      const { endpoint, config, variant } = ground;
      const copy = { ...shared(ground), config: `contract-${ground.run}-weights` };
      await deployer.copyConfig(copy);
      await until(
        ground,
        async () => (await deployer.updateEndpoint(endpoint, copy.config, 'capacity')) === 'accepted',
      );
      await inService(deployer, ground, copy.config);
      expect(await traffic.setWeights(endpoint, { [variant]: 99.9, beside: 0.1 })).toBe('accepted');
      expect(await traffic.setWeights(endpoint, { [variant]: 50, beside: 50 })).toBe('busy');
      await until(ground, async () => {
        const { status, variants = [] } = (await deployer.describe(endpoint)) ?? {};
        const beside = variants.find(({ name }) => name === 'beside');
        return status === 'InService' && isSameWeight(beside?.currentWeight ?? -1, 0.1);
      });
      expect(await deployer.updateEndpoint(endpoint, config, 'nothing')).toBe('accepted');
      await inService(deployer, ground, config);
      await deployer.deleteConfig(copy.config);
    },

    'never takes all the traffic away': async (traffic, { endpoint, variant }) => {
      await expect(async () => traffic.setWeights(endpoint, { [variant]: 0 })).rejects.toThrow('would be zero');
    },

    'refuses variants that are not there': async (traffic, { endpoint }) => {
      await expect(traffic.setWeights(endpoint, { nobody: 1 })).rejects.toMatchObject({ name: 'ValidationException' });
    },

    'knows who is not autoscaled, and leaves them so': async (traffic, { endpoint }) => {
      expect(await traffic.isAutoscaled(endpoint, 'nobody')).toBe(false);
      await traffic.setScaleIn(endpoint, 'nobody', 'suspended');
      expect(await traffic.scaleIn(endpoint, 'nobody')).toBe('none');
    },
  },
);

contract<Prober>('a prober', ({ connection }) => sageMakerProber(connection), {
  'reaches the variant that it names': async (prober, { endpoint, variant }) => {
    const answer = await prober.probe(endpoint, variant, { contentType: 'application/json', body: '{}' });
    expect(answer).toMatchObject({ latency: expect.any(Number), body: expect.any(String) });
  },

  'takes a refusal for an answer': async (prober, { endpoint }) => {
    const answer = await prober.probe(endpoint, 'nobody', { contentType: 'application/json', body: '{}' });
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('ValidationError') });
  },

  'takes a missing endpoint for an answer': async (prober) => {
    const answer = await prober.probe('contract-nobody', 'any', { contentType: 'application/json', body: '{}' });
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('not found') });
  },
});
