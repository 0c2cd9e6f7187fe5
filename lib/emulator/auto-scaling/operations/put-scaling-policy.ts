import { seededUuid } from '../../ids';
import { check } from '../../sagemaker/check';
import type { Context } from '../context';
import { DIMENSION, NAMESPACE, resourceOf, targetOf } from '../resource';
import type { PutScalingPolicyInput, ScalingPolicy } from '../types';

/** Keeps the policy and shows it. Nothing follows from it: a scenario says when to scale. */
export function putScalingPolicy(context: Context) {
  return (input: PutScalingPolicyInput): { PolicyARN: string; Alarms: readonly never[] } => {
    const resource = resourceOf(input);
    check(input, {
      PolicyName: { required: true, min: 1, max: 256 },
      PolicyType: { values: ['StepScaling', 'TargetTrackingScaling', 'PredictiveScaling'] },
    });
    targetOf(context, resource);
    const policies = context.policies.get(resource.id) ?? [];
    const before = policies.find(({ PolicyName }) => PolicyName === input.PolicyName);
    const { StepScalingPolicyConfiguration: step, TargetTrackingScalingPolicyConfiguration: tracking } = input;
    const policy: ScalingPolicy = {
      PolicyARN: before?.PolicyARN ?? newArn(context, resource.id, input.PolicyName),
      PolicyName: input.PolicyName,
      ServiceNamespace: NAMESPACE,
      ResourceId: resource.id,
      ScalableDimension: DIMENSION,
      PolicyType: input.PolicyType ?? before?.PolicyType ?? 'StepScaling',
      ...(step === undefined ? {} : { StepScalingPolicyConfiguration: structuredClone(step) }),
      ...(tracking === undefined ? {} : { TargetTrackingScalingPolicyConfiguration: structuredClone(tracking) }),
      Alarms: [],
      CreationTime: before?.CreationTime ?? context.clock.now() / 1000,
    };
    context.policies.set(resource.id, [...policies.filter((other) => other !== before), policy]);
    return { PolicyARN: policy.PolicyARN, Alarms: [] };
  };
}

function newArn({ account, random }: Context, resource: string, policyName: string): string {
  const { partition = 'aws', region, accountId } = account;
  return (
    `arn:${partition}:autoscaling:${region}:${accountId}:scalingPolicy:${seededUuid(random)}` +
    `:resource/${NAMESPACE}/${resource}:policyName/${policyName}`
  );
}
