import { BlockList, isIP } from 'node:net';

/** Where the product runs; decides what addresses are refused. */
export type Mode = 'sandbox' | 'test' | 'live';

/** Why an address is refused before anything is sent. */
export type AddressFault = 'address_refused' | 'https_required';

/** What is not the public internet of IPv4: https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast. */
const SPECIAL_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within 2000::/3, the only part of IPv6 that is given out: special, or a wrapping of an IPv4 address (6to4, Teredo). */
const SPECIAL_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, bits] of SPECIAL_V4) special.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of SPECIAL_V6) special.addSubnet(network, bits, 'ipv6');
// A list of what is given out: the rest of IPv6 is refused, mapped and translated IPv4 addresses with it.
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');

/** Whether this is an IP address of the public internet: not of this machine, its networks, nor a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4');
    case 6:
      return givenOut.check(address, 'ipv6') && !special.check(address, 'ipv6');
    default:
      return false;
  }
}

/** What is wrong with an address as it is written; what its name stands for is known only when it is connected to. */
export function addressFault(url: string, mode: Mode): AddressFault | null {
  const { protocol, hostname } = new URL(url);
  if (mode === 'sandbox') return null;
  if (mode === 'live' && protocol !== 'https:') return 'https_required';
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : 'address_refused';
  return isOwnName(host) ? 'address_refused' : null;
}

function isOwnName(host: string): boolean {
  const name = host.replace(/\.$/, '').toLowerCase();
  return name === 'localhost' || /\.(localhost|local|internal)$/.test(name) || !name.includes('.');
}

/** Whether a text is an address that webhooks can be sent to at all: http or https, no user, no fragment. */
export function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return (
    /^https?:$/.test(protocol) && username === '' && password === '' && hash === '' && !text.includes('#')
  );
}
