import { isIP } from 'node:net';
import * as fc from 'fast-check';
import { isAddress, isForbiddenAddress } from '../../lib/domain/addresses';

describe('isForbiddenAddress', () => {
  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.79.129',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fe80::1',
    'FE80::1%eth0',
    'febf::1',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    'fd00:0ec2::123',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:169.254.169.254',
    '::ffff:0:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
  ])('forbids %s', (address) => expect(isForbiddenAddress(address)).toBe(true));

  it.each([
    '1.1.1.1',
    '10.0.0.5',
    '172.31.255.1',
    '192.168.1.1',
    '100.64.0.1',
    '128.0.0.1',
    '169.253.1.1',
    '::ffff:10.0.0.5',
    '64:ff9b::1.1.1.1',
    '2002:0a00:0001::',
    '2600:1f18::1',
    'fd12:3456::1',
    'fc00::1',
  ])('lets %s pass', (address) => expect(isForbiddenAddress(address)).toBe(false));

  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '1::2::3',
    ':::',
    '12345::',
    '1:2',
    'g::',
  ])('forbids %j, which is no address', (text) => {
    expect(isAddress(text)).toBe(false);
    expect(isForbiddenAddress(text)).toBe(true);
  });

  it('takes for an address what the system takes for one', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended(), fc.stringMatching(/^[0-9a-f:.]{1,24}$/));
    fc.assert(
      fc.property(text, (one) => isAddress(one) === isIP(one) > 0),
      { numRuns: 2000 },
    );
  });

  it('forbids a version 4 address in each of its version 6 disguises', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.constantFrom('::ffff:', '::ffff:0:', '64:ff9b::'), (address, prefix) => {
        expect(isForbiddenAddress(prefix + address)).toBe(isForbiddenAddress(address));
      }),
    );
  });
});
