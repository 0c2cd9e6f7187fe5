import type { AddTagsInput, AddTagsOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import { TAGS } from '../constraints';
import type { Context } from '../context';
import { setTags, tagsOf } from '../tags';
import { requireResource } from './list-tags';

export function addTags(context: Context) {
  return (input: Wire<AddTagsInput>): Wire<AddTagsOutput> => {
    check(input, { ResourceArn: { required: true, min: 0, max: 256 }, Tags: { ...TAGS, required: true } });
    requireResource(context, input.ResourceArn);
    setTags(context, input.ResourceArn, input.Tags);
    return { Tags: tagsOf(context, input.ResourceArn) };
  };
}
