import type { Account, EmulatedService } from '../service';

/** STS with as much as a client needs to learn which account it is in. */
export function createSts({ accountId, partition = 'aws' }: Account): EmulatedService {
  return {
    operations: {
      GetCallerIdentity: () => ({
        UserId: 'AIDAEMULATOR',
        Account: accountId,
        Arn: `arn:${partition}:iam::${accountId}:user/emulator`,
      }),
    },
  };
}
