import type { ListTagsInput, ListTagsOutput } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../../service';
import { check } from '../check';
import type { Context } from '../context';
import { validationException } from '../errors';
import { tagsOf } from '../tags';

/** A resource has at most 50 tags and a page at least 50, so that there is never a second page. */
export function listTags(context: Context) {
  return (input: Wire<ListTagsInput>): Wire<ListTagsOutput> => {
    check(input, { ResourceArn: { required: true, min: 0, max: 256 }, MaxResults: { min: 50 } });
    requireResource(context, input.ResourceArn);
    if (input.NextToken !== undefined) throw validationException('Invalid NextToken.');
    return { Tags: tagsOf(context, input.ResourceArn) };
  };
}

/** Throws if the ARN names nothing that is there. */
export function requireResource({ store }: Context, arn: string): void {
  for (const kind of [store.endpoints, store.configs, store.models, store.packages]) {
    for (const resource of kind.values()) if (resource.arn === arn) return;
  }
  throw validationException(`Could not find resource "${arn}".`);
}
