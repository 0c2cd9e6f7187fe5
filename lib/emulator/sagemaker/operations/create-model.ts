import type { CreateModelInput, CreateModelOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { MODEL_NAME, TAGS } from '../constraints';
import type { Context } from '../context';
import { alreadyExists, validationException } from '../errors';
import { arnOf } from '../names';
import { setTags } from '../tags';

export function createModel(context: Context) {
  return (input: Wire<CreateModelInput>): Wire<CreateModelOutput> => {
    check(input, { ModelName: { ...MODEL_NAME, required: true }, Tags: TAGS });
    const arn = arnOf(context.account, 'model', input.ModelName);
    if (context.store.models.has(input.ModelName)) throw alreadyExists('model', arn);
    const containers = [...(input.Containers ?? []), ...(input.PrimaryContainer ? [input.PrimaryContainer] : [])];
    if (input.Containers !== undefined && input.PrimaryContainer !== undefined) {
      throw validationException('Both PrimaryContainer and Containers cannot be specified.');
    }
    for (const { ModelPackageName } of containers) {
      if (ModelPackageName !== undefined) requireApproved(context, ModelPackageName);
    }
    const { Tags, ...definition } = structuredClone(input);
    context.store.models.set(input.ModelName, {
      name: input.ModelName,
      arn,
      createdAt: context.clock.now(),
      definition,
    });
    setTags(context, arn, Tags);
    return { ModelArn: arn };
  };
}

// The registry's rule is documented, its wording is not.
function requireApproved(context: Context, packageArn: string): void {
  const modelPackage = context.store.packages.get(packageArn.toLowerCase());
  if (modelPackage === undefined) throw validationException(`Could not find model package "${packageArn}".`);
  if (modelPackage.approval !== 'Approved') {
    throw validationException(`Model package "${packageArn}" is not approved: its status is ${modelPackage.approval}.`);
  }
}
