import { BlockList, isIP } from 'node:net';
import { invalidPattern } from './invalid-pattern';

/** An address range, version 4 or 6. */
export function compileCidr(operand: unknown): (value: unknown) => boolean {
  const [address = '', prefix = ''] = typeof operand === 'string' ? operand.split('/') : [];
  const family = familyOf(address);
  if (family === undefined || !/^\d+$/.test(prefix) || Number(prefix) > (family === 'ipv4' ? 32 : 128)) {
    throw invalidPattern(`Malformed CIDR, one '/' required`);
  }
  const range = new BlockList();
  range.addSubnet(address, Number(prefix), family);
  return (value) => typeof value === 'string' && familyOf(value) === family && range.check(value, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}
