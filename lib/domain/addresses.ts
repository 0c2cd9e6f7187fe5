/**
 * Where a health check may not go: to the machine it runs on, to its neighbours on the link, and to the services that hand
 * out a function's credentials. Private networks (10.0.0.0/8, fc00::/7 and so on) are where databases are, and are allowed.
 */
interface Range {
  readonly address: string;
  readonly bits: number;
}

const FORBIDDEN: readonly Range[] = [
  // "This host", loopback, link-local with the metadata and credential services, multicast, reserved and broadcast.
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // The same in version 6: unspecified and loopback, link-local, site-local, multicast.
  '::/127',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // Where AWS answers for metadata, time and names by version 6.
  'fd00:ec2::/32',
].map(toRange);

/** Prefixes under which a version 6 address carries one of version 4, and the bit at which that begins. */
const CARRIERS: readonly (Range & { readonly at: number })[] = [
  // Mapped, translated, compatible; by NAT64; by 6to4.
  { ...toRange('::ffff:0:0/96'), at: 96 },
  { ...toRange('::ffff:0:0:0/96'), at: 96 },
  { ...toRange('::/96'), at: 96 },
  { ...toRange('64:ff9b::/96'), at: 96 },
  { ...toRange('2002::/16'), at: 16 },
];

/** NAT64 of a network's own: which version 4 address it stands for depends on that network. */
const LOCAL_TRANSLATION = toRange('64:ff9b:1::/48');

/** Whether an IP address, in any spelling, is one that no health check may reach; text that is no address is. */
export function isForbiddenAddress(address: string): boolean {
  const bits = toBits(address);
  return bits === undefined || isForbidden(bits);
}

/** Whether text is an IP address rather than a name. */
export function isAddress(text: string): boolean {
  return toBits(text) !== undefined;
}

function isForbidden(bits: string): boolean {
  if (FORBIDDEN.some((range) => isWithin(bits, range))) return true;
  if (bits.length === 32) return false;
  if (isWithin(bits, LOCAL_TRANSLATION)) return true;
  return CARRIERS.some((carrier) => isWithin(bits, carrier) && isForbidden(bits.slice(carrier.at, carrier.at + 32)));
}

function isWithin(bits: string, { address, bits: length }: Range): boolean {
  const prefix = toBits(address) ?? '';
  return bits.length === prefix.length && bits.startsWith(prefix.slice(0, length));
}

function toRange(text: string): Range {
  const [address = '', bits = ''] = text.split('/');
  return { address, bits: Number(bits) };
}

/** The address as 32 or 128 binary digits; `undefined` if it is none. */
function toBits(address: string): string | undefined {
  // A zone (`fe80::1%eth0`) says through which interface, not where to.
  const [plain = ''] = address.split('%');
  return plain.includes(':') ? bitsOfVersion6(plain) : bitsOfVersion4(plain);
}

function bitsOfVersion4(text: string): string | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map((part) => binary(Number(part), 8)).join('');
}

function bitsOfVersion6(text: string): string | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? '' : groupsOf(half)));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 128 ? head : undefined;
  const missing = 128 - head.length - (tail ?? '').length;
  return missing < 16 ? undefined : head + '0'.repeat(missing) + (tail ?? '');
}

/** The binary digits of groups between colons, the last of which may be a version 4 address. */
function groupsOf(text: string): string | undefined {
  const groups = text.split(':').map((group, index, all) => {
    if (group.includes('.')) return index === all.length - 1 ? bitsOfVersion4(group) : undefined;
    return /^[0-9a-f]{1,4}$/i.test(group) ? binary(Number.parseInt(group, 16), 16) : undefined;
  });
  return groups.includes(undefined) ? undefined : groups.join('');
}

function binary(value: number, digits: number): string {
  return value.toString(2).padStart(digits, '0');
}
