import { describe, expect, it } from '@jest/globals';
import type { VendorGateway } from './vendor-gateway.js';
import type { Vendor } from './vendor-vocabulary.js';
import { UnknownVendor, VendorMisconfigured, VendorNotConfigured } from './vendors.errors.js';
import { VendorGateways } from './vendors.service.js';

const gateway = (check: () => Promise<void>) => ({ vendor: 'stripe', check }) as unknown as VendorGateway;
const only = (check: () => Promise<void>) =>
  new VendorGateways(new Map<Vendor, VendorGateway>([['stripe', gateway(check)]]));

describe('VendorGateways', () => {
  it('tells a vendor without keys from one that does not exist', () => {
    const gateways = only(() => Promise.resolve());
    expect(gateways.configured()).toEqual(['stripe']);
    expect(gateways.get('stripe').vendor).toBe('stripe');
    expect(() => gateways.get('paypal')).toThrow(VendorNotConfigured);
    expect(() => gateways.get('toString')).toThrow(UnknownVendor);
  });

  it('reports what is wrong with each vendor', async () => {
    const gateways = only(() => Promise.reject(new VendorMisconfigured('stripe', 'Check the key.')));
    expect(await gateways.check()).toEqual([
      {
        vendor: 'stripe',
        state: 'failing',
        detail: 'Stripe refuses our credentials.',
        hint: 'Check the key.',
      },
      { vendor: 'paypal', state: 'not_configured' },
      { vendor: 'paytabs', state: 'not_configured' },
    ]);
  });

  it('hides no mistake of our own', async () => {
    await expect(only(() => Promise.reject(new TypeError('ours'))).check()).rejects.toThrow('ours');
  });
});
