import { AwsError, notEmulated } from '../service';
import { check, type Rules } from '../sagemaker/check';
import type { ResourceInput, ScalableTarget } from './types';
import type { Context } from './context';

/** The only dimension that is emulated: instances of a production variant. */
export const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';

export const NAMESPACE = 'sagemaker';

const RESOURCE = {
  ServiceNamespace: { required: true },
  ResourceId: { required: true, min: 1, max: 1600 },
  ScalableDimension: { required: true },
} as const satisfies Rules;

export const PAGE = {
  ServiceNamespace: { required: true },
  MaxResults: { min: 1, max: 50 },
} as const satisfies Rules;

export interface Resource {
  readonly id: string;
  readonly endpoint: string;
  readonly variant: string;
}

/** Reads `endpoint/<name>/variant/<name>`. */
export function resourceOf(input: ResourceInput): Resource {
  check(input, RESOURCE);
  requireEmulated(input);
  const match = /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(input.ResourceId);
  const [, endpoint, variant] = match ?? [];
  if (endpoint === undefined || variant === undefined) {
    throw validationException(
      `Unsupported service namespace, resource type or scalable dimension: ${input.ResourceId}`,
    );
  }
  return { id: input.ResourceId, endpoint, variant };
}

export function requireEmulated(input: Omit<ResourceInput, 'ResourceId'>): void {
  const { ServiceNamespace: namespace, ScalableDimension: dimension } = input;
  if (namespace !== NAMESPACE) throw notEmulated(`Application Auto Scaling for ${namespace ?? 'no service'}`);
  if (dimension !== undefined && dimension !== DIMENSION) throw notEmulated(`Application Auto Scaling of ${dimension}`);
}

export function resourceId(endpoint: string, variant: string): string {
  return `endpoint/${endpoint}/variant/${variant}`;
}

export function targetOf({ targets }: Context, { id }: Pick<Resource, 'id'>): ScalableTarget {
  const target = targets.get(id);
  if (target === undefined) {
    throw new AwsError(
      'ObjectNotFoundException',
      `No scalable target found for service namespace: ${NAMESPACE}, resource ID: ${id}, scalable dimension: ${DIMENSION}`,
    );
  }
  return target;
}

export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
