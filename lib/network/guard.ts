import { lookup as resolve } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAddress, isForbiddenAddress } from '../domain/addresses';

/** Says which addresses may not be reached. */
export type IsForbidden = (address: string) => boolean;

/** A host that health checks may not reach, by its address or by where its name leads. */
class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor(host: string, address: string) {
    const leads = host === address ? 'is' : `leads to ${address},`;
    super(`${host} ${leads} an address that health checks may not reach: loopback, link-local or metadata`);
  }
}

/**
 * Resolves names for a connection, and refuses those that lead where no check may go. The connection is made to the very
 * addresses that were looked at, so a name that answers differently the second time gains nothing.
 */
export function guardedLookup(isForbidden: IsForbidden = isForbiddenAddress): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const forbidden = addresses?.find(({ address }) => isForbidden(address));
      const [first] = addresses ?? [];
      if (error !== null) callback(error, '');
      else if (forbidden !== undefined) callback(new Unreachable(hostname, forbidden.address), '');
      else if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** Refuses a host that is written as a forbidden address: addresses are connected to without being looked up. */
export function guardHost(host: string, isForbidden: IsForbidden = isForbiddenAddress): void {
  if (isAddress(host) && isForbidden(host)) throw new Unreachable(host, host);
}
