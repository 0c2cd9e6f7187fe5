import { findFault } from '../../lib/domain/release/audit';
import { sha256 } from '../../lambdas/runtime/ledger';
import { readChain } from './always-true';
import { configsOf, playStory } from './support';

const BLUEPRINT = {
  id: 'search-v2',
  endpoint: 'search',
  model: 'search-v2',
  strategy: 'standard',
  phases: [{ name: 'all', traffic: '100%', bake: '4m' }],
};

describe('a person who goes back after the end', () => {
  it('gets to a release whose config is gone, with the instances that autoscaling has added, and releases on top of it', async () => {
    const story = await playStory({
      blueprint: BLUEPRINT,
      scenario: {
        endpoint: { provisionTime: '60s', autoscaling: { min: 1, max: 8 } },
        operator: [
          { at: '25m', do: 'rollback', by: 'ann' },
          { at: '40m', do: 'rollback', to: 'search-v2', by: 'ben', reason: 'it was not the model' },
          { at: '60m', do: 'release again' },
        ],
        faults: [{ at: '35m', scaleTo: 5 }],
      },
    });
    const chain = await readChain(story);
    const said = (wanted: string, number: number) =>
      chain.find(({ action, release }) => action === wanted && release === number)?.detail;
    expect(said('take over to roll back', 3)).toMatchObject({
      reason: 'ben asked to go back to search-v2: it was not the model',
    });
    expect(said('restore traffic', 3)).toMatchObject({ config: 'search-r3-final', model: 'search-v2' });
    expect(said('open release', 4)).toMatchObject({
      baseline: { config: 'search-r3-final', model: 'search-v2', instances: 5 },
    });
    expect(story.stage.emulator.sageMaker.snapshot('search')).toMatchObject({
      configName: 'search-r4-final',
      variants: [{ name: 'AllTraffic', currentInstances: 5 }],
    });
    expect(story.report.outcome).toBe('completed');
    expect(story.record?.release).toBeUndefined();
    expect(findFault(chain, sha256, story.record?.audit)).toBeUndefined();
    expect(await configsOf(story)).toEqual(['search-config', 'search-r3-final', 'search-r4-final']);
  });
});
