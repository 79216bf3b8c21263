import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MethodDetails } from '../vendors/index.js';
import { inOrder, judge, type MethodOnFile } from './import-verdict.js';

const found: MethodDetails = {
  vendorPaymentMethodId: 'pm_1',
  vendorCustomerId: 'cus_1',
  paymentType: 'card',
  brand: 'visa',
  last4: '4242',
  expMonth: 12,
  expYear: 2035,
  name: 'Nora',
  funding: 'credit',
  fingerprint: 'f1',
  walletPayerId: null,
  accountEmailMasked: null,
};
const standing: MethodOnFile = { ...found, customerId: 'c1', status: 'active' };

describe('judge', () => {
  it.each<[string, Partial<MethodOnFile>, string]>([
    ['as it is', {}, 'unchanged'],
    ['with other dates', { expYear: 2030 }, 'updated'],
    ['from a hand-over file, without the vendor’s customer', { vendorCustomerId: null }, 'updated'],
    ['called invalid', { status: 'invalid' }, 'updated'],
    ['as a twin that keeps no fingerprint', { fingerprint: null }, 'unchanged'],
    ['being removed', { status: 'removing' }, 'left_out'],
    ['removed', { status: 'removed' }, 'left_out'],
    ['for another customer', { customerId: 'c2' }, 'foreign'],
    ['under another token', { vendorPaymentMethodId: 'pm_0' }, 'duplicate'],
    ['under another token, removed', { vendorPaymentMethodId: 'pm_0', status: 'removed' }, 'added'],
    [
      'under another token for another customer',
      { vendorPaymentMethodId: 'pm_0', customerId: 'c2' },
      'added',
    ],
    ['as another card', { vendorPaymentMethodId: 'pm_0', fingerprint: 'f2' }, 'added'],
  ])('knows a card that is on file %s', (_, change, verdict) => {
    expect(judge(found, 'c1', [{ ...standing, ...change }])).toBe(verdict);
  });

  it('takes no two cards without fingerprints for one', () => {
    const unknown = { ...standing, vendorPaymentMethodId: 'pm_0', fingerprint: null };
    expect(judge({ ...found, fingerprint: null }, 'c1', [unknown])).toBe('added');
  });
});

describe('inOrder', () => {
  const methods = fc
    .uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 8 })
    .map((ids) =>
      ids.map((id) => ({ ...found, vendorPaymentMethodId: `pm_${String(id)}`, expYear: 2020 + id })),
    );
  const isUsable = ({ expYear }: MethodDetails): boolean => (expYear ?? 0) >= 2030;

  it('loses none, and begins with the vendor’s default, else the newest usable one', () => {
    fc.assert(
      fc.property(methods, fc.integer({ min: 0, max: 20 }), (newestFirst, id) => {
        const defaultId = `pm_${String(id)}`;
        const ordered = inOrder(newestFirst, defaultId, isUsable);
        expect(new Set(ordered)).toEqual(new Set(newestFirst));
        expect(ordered).toHaveLength(newestFirst.length);
        const usable = newestFirst.filter(isUsable);
        const wanted = usable.find((method) => method.vendorPaymentMethodId === defaultId) ?? usable[0];
        if (wanted) expect(ordered[0]).toBe(wanted);
        const others = ordered.filter((method) => method !== wanted);
        expect(others).toEqual(newestFirst.filter((method) => method !== wanted).reverse());
      }),
    );
  });
});
