import type { DescribeModelInput, DescribeModelOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { MODEL_NAME } from '../constraints';
import type { Context } from '../context';
import { modelNamed } from '../lookup';

export function describeModel(context: Context) {
  return (input: Wire<DescribeModelInput>): Wire<DescribeModelOutput> => {
    check(input, { ModelName: { ...MODEL_NAME, required: true } });
    const { arn, createdAt, definition } = modelNamed(context, input.ModelName);
    return { ...definition, ModelArn: arn, CreationTime: createdAt / 1000 };
  };
}
