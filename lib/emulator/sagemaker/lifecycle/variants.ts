import type { EndpointConfig, LiveVariant, VariantSpec } from '../state';

/** Which live properties a deployment keeps for variants of the same name. */
export interface Retained {
  readonly weights: boolean;
  readonly instances: boolean;
}

/** The variants of `config` as they will serve, given what serves `now`. */
export function variantsToDeploy(
  config: EndpointConfig,
  now: readonly LiveVariant[],
  retained: Retained,
): LiveVariant[] {
  return config.variants.map((spec) => {
    const old = now.find((variant) => variant.name === spec.name);
    const weight = retained.weights && old !== undefined ? old.desiredWeight : spec.weight;
    const instances = retained.instances && old !== undefined ? old.desiredInstances : spec.instances;
    return liveVariant(spec, weight, instances);
  });
}

function liveVariant(spec: VariantSpec, weight: number, instances: number): LiveVariant {
  return {
    name: spec.name,
    instanceType: spec.instanceType,
    serverless: spec.serverless,
    fleets: spec.model === undefined ? [] : [{ model: spec.model, share: 1 }],
    currentWeight: weight,
    desiredWeight: weight,
    currentInstances: instances,
    desiredInstances: instances,
    status: undefined,
  };
}

/** What a rolling deployment leaves when its rollback fails too: half of the instances run the new model. */
export function mixedVariants(old: readonly LiveVariant[], wanted: readonly LiveVariant[]): LiveVariant[] {
  return old.map((variant) => {
    const next = wanted.find((other) => other.name === variant.name);
    if (next === undefined) return variant;
    const halves = [...variant.fleets, ...next.fleets].map(({ model, share }) => ({ model, share: share / 2 }));
    return { ...variant, fleets: halves };
  });
}
