import type { Account } from '../../service';

/** ARN of the alarm with this name. */
export function alarmArn({ partition = 'aws', region, accountId }: Account, name: string): string {
  return `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

/** The name that a name or an ARN of this account and Region refers to; `undefined` for another account's ARN. */
export function alarmNameOf(account: Account, reference: string): string | undefined {
  if (!reference.startsWith('arn:')) return reference;
  const prefix = alarmArn(account, '');
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : undefined;
}
