import { describe, expect, it } from '@jest/globals';
import type { KnownVendorCustomer } from '../vendors/index.js';
import { readVendorCustomer } from './vendor-customer.schemas.js';

const known: KnownVendorCustomer = {
  vendorCustomerId: 'cus_1',
  customerId: null,
  metadata: { crm: ' C-1 ' },
  name: 'نورة الحربي',
  email: 'noura@example.com',
  phone: '+966 50 123-4567',
  locale: 'ar-SA',
  currency: 'SAR',
  defaultPaymentMethodId: null,
  createdAt: new Date('2025-01-01T00:00:00Z'),
};
const read = (change: Partial<KnownVendorCustomer>) => {
  const result = readVendorCustomer({ ...known, ...change }, 'crm');
  return result.ok ? result.customer : result.reason;
};

describe('readVendorCustomer', () => {
  it('takes over what is good', () => {
    expect(read({})).toEqual({
      type: 'individual',
      name: 'نورة الحربي',
      externalId: 'C-1',
      email: 'noura@example.com',
      phone: '+966501234567',
      locale: 'ar',
      currency: 'SAR',
    });
  });

  it.each<[string, Partial<KnownVendorCustomer>, object]>([
    ['an address that is none', { email: 'nobody' }, { email: null }],
    ['a local telephone number', { phone: '050 123 4567' }, { phone: null }],
    ['a language that we do not speak', { locale: 'fr' }, { locale: undefined }],
    ['a currency that is none', { currency: 'XYZ1' }, { currency: undefined }],
    ['an empty external id', { metadata: { crm: ' ' } }, { externalId: null }],
    ['a name of spaces', { name: ' \t ' }, { name: 'noura@example.com' }],
    ['no name and no address', { name: null, email: null }, { name: 'cus_1' }],
    ['a name with a NUL and half a character', { name: 'No\u0000ra\uD800' }, { name: 'No ra' }],
    ['a name of 300 characters', { name: '𝒩'.repeat(300) }, { name: '𝒩'.repeat(200) }],
  ])('does without %s', (_, change, wanted) => {
    expect(read(change)).toMatchObject(wanted);
  });

  it.each<[string, Partial<KnownVendorCustomer>, string]>([
    ['a card number for a name', { name: '4242 4242 4242 4242' }, 'name holds a card number'],
    ['a card number for an id', { metadata: { crm: '4242424242424242' } }, 'crm holds a card number'],
    [
      'an id of 101 characters',
      { metadata: { crm: 'x'.repeat(101) } },
      'crm is too long or holds control characters',
    ],
  ])('refuses %s without repeating it', (_, change, reason) => {
    expect(read(change)).toBe(reason);
  });
});
