import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { sageMakerPrices } from '../../lib/domain/cost/prices';
import { estimateLine } from '../../lib/cli/cost-line';
import { rollouts } from './support';

function blueprint(more: object = {}) {
  const parsed = parseBlueprint({ endpoint: 'fraud', model: 'v42', ...more });
  if (!parsed.ok) throw new Error('the blueprint is valid');
  return parsed.blueprint;
}

describe('the estimate of a release', () => {
  it('is in instance-hours where the fleet is copied from the baseline', () => {
    expect(estimateLine(blueprint(), sageMakerPrices)).toMatch(
      /^List price: 0\.83 instance-hours for each instance of the baseline, and about US\$ 0\.0\d{3} for/,
    );
  });

  it('is in dollars where the fleet is known', () => {
    const capacity = { instanceType: 'ml.g5.xlarge', instances: 2 };
    expect(estimateLine(blueprint({ capacity }), sageMakerPrices)).toMatch(
      /^List price: about US\$ 2\.3\d: 1\.67 instance-hours of ml\.g5\.xlarge beside the baseline US\$ 2\.35, the rest US\$ 0\.0\d{3}\.\n$/,
    );
  });

  it('asks for a price that is in no table, and takes it from a file', async () => {
    const files = {
      'blueprint.yaml': 'endpoint: a\nmodel: b\ncapacity: { instanceType: ml.new1.huge, instances: 1 }',
      'prices.yaml': 'ml.new1.huge: 12',
    };
    const without = await rollouts(['validate', 'blueprint.yaml'], { files });
    expect(without.out).toContain('whose price is in no table (--prices FILE)');
    const { out } = await rollouts(['validate', 'blueprint.yaml', '--prices', 'prices.yaml', '--json'], { files });
    expect(JSON.parse(out).cost).toMatchObject({ instances: 10 });
  });

  it.each(['ml.m5.large: cheap', 'm5.large: 1', 'ml.m5.large: -1', '{}'])('refuses %j for prices', async (text) => {
    const files = { 'blueprint.yaml': 'endpoint: a\nmodel: b', 'prices.yaml': text };
    expect(await rollouts(['validate', 'blueprint.yaml', '--prices', 'prices.yaml'], { files })).toMatchObject({
      code: 2,
    });
  });
});
