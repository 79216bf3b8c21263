import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network-of.js';

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2'],
    ['2001:db8::aaaa:bbbb:cccc:dddd', '2001:db8:0:0'],
    ['2001:db8::eeee:bbbb:cccc:dddd', '2001:db8:0:0'],
    ['2001:0DB8:0::1', '2001:db8:0:0'],
    ['2001:db8:1:2::', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::ffff:c000:0209', '192.0.2.9'],
    ['0:0:0:0:0:ffff:192.0.2.9', '192.0.2.9'],
    ['1:2::3:4:5:1.2.3.4', '1:2:0:3'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0:0:0:102:304'],
    ['64:ff9b::5.6.7.8', '64:ff9b:0:0:0:0:506:708'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    ['no address', 'no address'],
  ])('of %s is %s, however much of it is left out', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
