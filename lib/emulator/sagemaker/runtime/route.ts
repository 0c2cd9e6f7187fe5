import { notEmulated } from '../../service';
import type { Endpoint, LiveVariant } from '../state';
import type { Streams } from '../streams';
import { pickByWeight } from '../weights';
import { validationError } from './errors';

/** Which variant and model a request reaches. */
export interface Route {
  readonly variant: LiveVariant;
  readonly model: string;
}

/** A target reaches its variant whatever its weight; otherwise chance decides, request by request. */
export function routeRequest(endpoint: Endpoint, target: string | undefined, streamOf: Streams): Route {
  const random = streamOf(`${endpoint.name}/route`);
  const variant = target === undefined ? variantByWeight(endpoint, random.next()) : variantNamed(endpoint, target);
  if (variant.fleets.length === 0) throw notEmulated('requests to inference components');
  const fleet =
    variant.fleets[
      variant.fleets.length === 1
        ? 0
        : pickByWeight(
            variant.fleets.map(({ share }) => share),
            random.next(),
          )
    ];
  if (fleet === undefined) throw notEmulated('a variant without instances');
  return { variant, model: fleet.model };
}

function variantByWeight({ variants }: Endpoint, draw: number): LiveVariant {
  const index = pickByWeight(
    variants.map(({ currentWeight }) => currentWeight),
    draw,
  );
  const variant = variants[index];
  if (variant === undefined) throw notEmulated('an endpoint without variants');
  return variant;
}

function variantNamed({ name, variants }: Endpoint, target: string): LiveVariant {
  const variant = variants.find((candidate) => candidate.name === target);
  // AWS does not document this text.
  if (variant === undefined) throw validationError(`Variant ${target} of endpoint ${name} not found.`);
  return variant;
}
