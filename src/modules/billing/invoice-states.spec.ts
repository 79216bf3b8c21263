import { describe, expect, it } from '@jest/globals';
import { INVOICE_STATES } from './billing-vocabulary.js';
import { mayBecome } from './invoice-states.js';
import { invoiceNumber } from './invoice-number.js';

describe('an invoice', () => {
  it('that is paid or void stays so', () => {
    for (const state of INVOICE_STATES) {
      expect(mayBecome('paid', state)).toBe(false);
      expect(mayBecome('void', state)).toBe(false);
    }
  });

  it('given up may still be paid', () => {
    expect(mayBecome('uncollectible', 'paid')).toBe(true);
  });

  it('has a number that keeps its order', () => {
    expect([1, 42, 1_234_567].map(invoiceNumber)).toEqual(['INV-000001', 'INV-000042', 'INV-1234567']);
  });
});
