import ipaddr from 'ipaddr.js';

const NETWORK_GROUPS = 4;
const NOWHERE = 'unknown';

/**
 * What requests from one place have in common: an IPv4 address, or the first half of an IPv6 one, since whoever has one of those has a whole
 * network of them. However the address is written, the answer is the same; one of nobody, as of a caller who has hung up by now, is `unknown`.
 */
export function networkOf(ip: string | undefined): string {
  if (ip === undefined || ip === '') return NOWHERE;
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip);
  if (address instanceof ipaddr.IPv4) return address.toString();
  const groups = address.parts.map((group) => group.toString(16));
  // Whole networks of IPv4 stand behind the prefix of a translator.
  return (address.range() === 'rfc6052' ? groups : groups.slice(0, NETWORK_GROUPS)).join(':');
}
