import { describe, expect, it } from '@jest/globals';
import { addressFault, isPublicAddress, isWebhookUrl } from './endpoint-address.js';

describe('the public internet', () => {
  it.each(['8.8.8.8', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::5'])(
    'holds %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['this machine', '0.0.0.0'],
    ['this machine', '::1'],
    ['this machine', '::'],
    ['a private network', '10.1.2.3'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.1.1'],
    ['a private network', 'fd00::1'],
    ['a private network', 'fec0::1'],
    ["a provider's network", '100.64.0.1'],
    ["a cloud's metadata", '169.254.169.254'],
    ["a cloud's metadata", 'fd00:ec2::254'],
    ['its own link', 'fe80::1'],
    ['its own link', 'fe80::1%eth0'],
    ['everybody', '224.0.0.1'],
    ['everybody', 'ff02::1'],
    ['everybody', '255.255.255.255'],
    ['IPv4 within IPv6', '::ffff:127.0.0.1'],
    ['IPv4 within IPv6', '::ffff:8.8.8.8'],
    ['IPv4 within IPv6', '::127.0.0.1'],
    ['IPv4 within IPv6', '64:ff9b::7f00:1'],
    ['IPv4 within IPv6', '64:ff9b:1::7f00:1'],
    ['IPv4 within IPv6', '2002:7f00:1::'],
    ['IPv4 within IPv6', '2001:0:7f00:1::'],
    ['documents', '2001:db8::1'],
    ['documents', '203.0.113.9'],
    ['nothing', 'example.com'],
    ['nothing', ''],
  ])('does not hold %s: %s', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address as it is written', () => {
  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost:5432/',
    'https://LOCALHOST./',
    'https://x.localhost/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://database/',
  ])('is refused outside the sandbox: %s', (url) => {
    expect(addressFault(url, 'test')).toBe('address_refused');
    expect(addressFault(url, 'live')).toBe('address_refused');
    expect(addressFault(url, 'sandbox')).toBeNull();
  });

  it('is https in live mode, and public anywhere but in the sandbox', () => {
    expect(addressFault('http://crm.example.com/hook', 'live')).toBe('https_required');
    expect(addressFault('http://crm.example.com/hook', 'test')).toBeNull();
    expect(addressFault('https://crm.example.com:8443/hook?x=1', 'live')).toBeNull();
  });

  it.each([
    'ftp://a.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://u:p@a.example/',
    'https://u@a.example/',
    'https://a.example/#x',
    'https://a.example/#',
    'a.example',
    'https://',
  ])('is none: %s', (url) => {
    expect(isWebhookUrl(url)).toBe(false);
  });
});
