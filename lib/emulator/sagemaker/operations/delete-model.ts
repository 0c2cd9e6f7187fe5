import type { DeleteModelInput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { MODEL_NAME } from '../constraints';
import type { Context } from '../context';
import { modelNamed } from '../lookup';

/** Succeeds for a model in use, too: its instances keep running. */
export function deleteModel(context: Context) {
  return (input: Wire<DeleteModelInput>): Record<string, never> => {
    check(input, { ModelName: { ...MODEL_NAME, required: true } });
    const { name, arn } = modelNamed(context, input.ModelName);
    context.store.models.delete(name);
    context.store.tags.delete(arn);
    return {};
  };
}
