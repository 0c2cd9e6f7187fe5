import { seededUuid } from '../../ids';
import { check } from '../../sagemaker/check';
import type { Context } from '../context';
import { DIMENSION, NAMESPACE, resourceOf, validationException } from '../resource';
import type { RegisterScalableTargetInput, SuspendedState } from '../types';

const ACTIVE: Required<SuspendedState> = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** Registers a variant, or changes what is given of one that is registered. */
export function registerScalableTarget(context: Context) {
  return (input: RegisterScalableTargetInput): { ScalableTargetARN: string } => {
    const { id, endpoint, variant } = resourceOf(input);
    check(input, { MinCapacity: { min: 0 }, MaxCapacity: { min: 0 } });
    const before = context.targets.get(id);
    if (before === undefined && context.variants.desiredInstances(endpoint, variant) === undefined) {
      // AWS does not document this text.
      throw validationException(`SageMaker endpoint variant does not exist: ${id}`);
    }
    const min = input.MinCapacity ?? before?.MinCapacity;
    const max = input.MaxCapacity ?? before?.MaxCapacity;
    if (min === undefined || max === undefined) {
      throw validationException('MinCapacity and MaxCapacity are required to register a scalable target.');
    }
    if (max < min) throw validationException('Maximum capacity cannot be less than minimum capacity.');
    const arn = before?.ScalableTargetARN ?? newArn(context);
    context.targets.set(id, {
      ServiceNamespace: NAMESPACE,
      ResourceId: id,
      ScalableDimension: DIMENSION,
      MinCapacity: min,
      MaxCapacity: max,
      RoleARN: before?.RoleARN ?? input.RoleARN ?? serviceLinkedRole(context),
      CreationTime: before?.CreationTime ?? context.clock.now() / 1000,
      SuspendedState: { ...ACTIVE, ...before?.SuspendedState, ...input.SuspendedState },
      ScalableTargetARN: arn,
    });
    return { ScalableTargetARN: arn };
  };
}

function newArn({ account: { partition = 'aws', region, accountId }, random }: Context): string {
  const id = seededUuid(random).replaceAll('-', '');
  return `arn:${partition}:application-autoscaling:${region}:${accountId}:scalable-target/${id}`;
}

function serviceLinkedRole({ account: { partition = 'aws', accountId } }: Context): string {
  const service = 'sagemaker.application-autoscaling.amazonaws.com';
  return (
    `arn:${partition}:iam::${accountId}:role/aws-service-role/${service}/` +
    'AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint'
  );
}
