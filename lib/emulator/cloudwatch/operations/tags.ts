import type { ListTagsForResourceInput, Tag, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Wire } from '../../service';
import type { Cloud } from '../cloud';
import { length, refuseProblems, required } from '../constraints';

/** Sets tags on an alarm. */
export function tagAlarm(cloud: Cloud, arn: string, tags: readonly Wire<Tag>[]): void {
  const known = cloud.tags.get(arn) ?? new Map<string, string>();
  for (const { Key = '', Value = '' } of tags) {
    refuseProblems(length('tags.key', Key, 1, 128), length('tags.value', Value, 0, 256));
    known.set(Key, Value);
  }
  cloud.tags.set(arn, known);
}

export function tagResource(cloud: Cloud, input: Wire<TagResourceInput>): object {
  const arn = existing(cloud, input.ResourceARN);
  refuseProblems(required('tags', input.Tags));
  tagAlarm(cloud, arn, input.Tags ?? []);
  return {};
}

export function untagResource(cloud: Cloud, input: Wire<UntagResourceInput>): object {
  const arn = existing(cloud, input.ResourceARN);
  refuseProblems(required('tagKeys', input.TagKeys));
  for (const key of input.TagKeys ?? []) cloud.tags.get(arn)?.delete(key);
  return {};
}

export function listTagsForResource(cloud: Cloud, input: Wire<ListTagsForResourceInput>): object {
  const tags = cloud.tags.get(existing(cloud, input.ResourceARN)) ?? new Map<string, string>();
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

function existing(cloud: Cloud, arn: string | undefined): string {
  refuseProblems(required('resourceARN', arn), length('resourceARN', arn, 1, 1024));
  const alarm = arn?.startsWith('arn:') === true ? cloud.book.find(arn) : undefined;
  if (alarm === undefined) throw new AwsError('ResourceNotFoundException', `The resource ${arn} does not exist.`, 404);
  return alarm.arn;
}
