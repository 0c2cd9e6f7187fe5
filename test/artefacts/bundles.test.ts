import { parseBlueprint } from '../../lib/domain/blueprint/parse-blueprint';
import { rehearse, type Rehearsed } from '../../lib/rehearsal/rehearse';
import { parseScenario } from '../../lib/rehearsal/scenario';
import type { Stage } from '../../lib/rehearsal/stage';
import { BundledHandlers, synthesizeBundled } from './bundled-handlers';

const BLUEPRINT = {
  endpoint: 'fraud-detector',
  model: 'fraud-detector-v42',
  tests: [{ invoke: { body: { amount: 12.5 } }, expect: { bodyContains: 'score' } }],
  checks: [{ name: 'orders', lambda: { function: 'orders-are-well' } }],
  kpi: { error_rate: '< 1%', p99_latency: '< 500ms' },
  alarms: ['checkout-is-down'],
  phases: [
    { name: 'half', traffic: '50%', bake: '5m', gate: 'manual' },
    { name: 'full', traffic: '100%', bake: '4m' },
  ],
};

jest.setTimeout(60_000);

describe('a release with the bundles of a synthesized stack, each container a process, over HTTP', () => {
  const assembly = synthesizeBundled();
  const bundled = new BundledHandlers(assembly);
  afterAll(() => bundled.close());

  const play = async (written: object, around: object, prepare = (_stage: Stage): void => {}): Promise<Rehearsed> => {
    const parsed = parseBlueprint(written);
    const scenario = parseScenario(around);
    if (!parsed.ok || !scenario.ok) throw new Error(JSON.stringify([parsed, scenario]));
    return rehearse({
      template: assembly.template,
      document: written,
      blueprint: parsed.blueprint,
      scenario: scenario.scenario,
      handlers: bundled.handlers,
      prepare,
    });
  };
  const errorsOf = ({ stage }: Rehearsed) =>
    Object.values(stage.emulator.lambda.usage()).reduce((sum, { errors }) => sum + errors, 0);

  it('completes, paused and promoted on the way', async () => {
    const story = await play(BLUEPRINT, {
      operator: [
        { at: '8m', do: 'pause' },
        { at: '9m', do: 'resume' },
        { at: '12m', do: 'promote' },
      ],
    });
    expect(story.report).toMatchObject({ outcome: 'completed', servingModel: 'fraud-detector-v42' });
    expect(errorsOf(story)).toBe(0);
  });

  it('is rolled back when the candidate fails', async () => {
    const story = await play(
      { ...BLUEPRINT, drill: true },
      { incidents: [{ phase: 'half', after: '1m', errorRate: '40%' }] },
      ({ emulator: { clock, lambda }, functionName }) => {
        const request = { endpoint: 'fraud-detector', gate: 'half', actor: 'somebody', reason: 'seen' };
        clock.schedule(clock.now() + 12 * 60_000, () => lambda.invokeAsync(functionName('Approve'), request));
      },
    );
    expect(story.report).toMatchObject({
      outcome: 'rolled_back',
      rollback: { trigger: 'alarm' },
      traffic: { baseline: 100 },
    });
    expect(errorsOf(story)).toBe(0);
  });

  it('is aborted by a person', async () => {
    const story = await play(
      BLUEPRINT,
      { operator: [{ at: '9m', do: 'abort' }] },
      ({ emulator: { clock, lambda, sageMaker }, functionName }) => {
        // A version is approved of a group whose registration has just ended.
        clock.schedule(clock.now() + 60_000, () =>
          lambda.invokeAsync(functionName('Register'), { group: 'fraud', blueprint: null }),
        );
        clock.schedule(clock.now() + 120_000, () => void sageMaker.registerModelPackage('fraud', 'Approved'));
      },
    );
    expect(story.report).toMatchObject({ outcome: 'rolled_back', rollback: { trigger: 'person' } });
    expect(errorsOf(story)).toBe(0);
  });

  it('leaves no function untried', () => {
    const tried = new Set(bundled.containers.map(({ constructId }) => constructId));
    expect(Object.keys(bundled.handlers).filter((id) => !tried.has(id))).toEqual([]);
  });

  it('logs JSON, a line each, and complains of nothing', () => {
    const lines = bundled.containers.flatMap((container) => container.lines);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(JSON.parse(line)).toEqual(expect.any(Object));
    expect(bundled.containers.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
});
