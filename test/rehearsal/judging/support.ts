import type { Story } from '../support';
import { playStory } from '../support';

/** A short canary: two phases beside the baseline and one alone. */
const BLUEPRINT = {
  endpoint: 'fraud',
  model: 'fraud-v2',
  phases: [
    { name: 'tenth', traffic: '10%', bake: '6m' },
    { name: 'half', traffic: '50%', bake: '6m' },
    { name: 'full', traffic: '100%', bake: '6m' },
  ],
};

/** Rehearses the short canary with keys of its own and things that happen. */
export function play(keys: Readonly<Record<string, unknown>>, scenario: Readonly<Record<string, unknown>> = {}) {
  return playStory({ blueprint: { ...BLUEPRINT, ...keys }, scenario });
}

/** The weights that were asked for, as the candidate's percentage, in order. */
export function sharesOf({ stage }: Story): number[] {
  return stage.emulator.calls
    .filter(({ operation }) => operation === 'UpdateEndpointWeightsAndCapacities')
    .map(({ input }) => {
      const { DesiredWeightsAndCapacities: wanted } = input as {
        DesiredWeightsAndCapacities: { VariantName: string; DesiredWeight: number }[];
      };
      return wanted.find(({ VariantName }) => VariantName.startsWith('candidate'))?.DesiredWeight ?? -1;
    });
}

/** Why the release was held, in order. */
export function holdsOf({ report }: Story): string[] {
  return report.events
    .filter(({ detailType }) => detailType === 'deployment.paused')
    .map(({ detail }) => String((detail as { why?: unknown }).why));
}
