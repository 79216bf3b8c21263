const GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * What requests from one place have in common: an IPv4 address, or the first half of an IPv6 one, since whoever has one of those has a whole
 * network of them. However the address is shortened, the answer is the same.
 */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = ip.split('::');
  const first = groupsOf(head);
  const last = groupsOf(tail ?? '');
  const left =
    tail === undefined ? [] : Array<string>(Math.max(0, GROUPS - first.length - last.length)).fill('0');
  return [...first, ...left, ...last]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}
