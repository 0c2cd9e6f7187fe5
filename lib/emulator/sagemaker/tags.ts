import type { Tag } from '@aws-sdk/client-sagemaker';
import type { Wire } from '../service';
import type { Context } from './context';

/** Adds tags, or overwrites those with the same key. */
export function setTags(context: Context, arn: string, tags: Wire<Tag>[] | undefined): void {
  if (tags === undefined || tags.length === 0) return;
  const all = context.store.tags.get(arn) ?? new Map<string, string>();
  for (const { Key, Value } of tags) if (Key !== undefined) all.set(Key, Value ?? '');
  context.store.tags.set(arn, all);
}

export function tagsOf(context: Context, arn: string): Wire<Tag>[] {
  return [...(context.store.tags.get(arn) ?? [])].map(([Key, Value]) => ({ Key, Value }));
}
