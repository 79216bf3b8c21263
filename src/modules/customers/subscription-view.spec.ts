import { describe, expect, it } from '@jest/globals';
import { toView } from './subscription-view.js';

const at = new Date('2026-01-31T08:00:00Z');

describe('the view of a subscription', () => {
  it("shows the contract's fields in snake case, and none of ours beside them", () => {
    const view = toView({
      subscription: {
        id: 's',
        customerId: 'c',
        serviceType: 'mobile',
        name: 'Mobile M',
        billingMode: 'prepaid',
        autoRenew: true,
        priceAmount: 900,
        priceCurrency: 'GBP',
        period: 'P1M',
        anchorOn: '2026-01-31',
        nextInvoiceOn: null,
        requiresPaymentMethod: true,
        paymentMethodId: null,
        state: 'suspended',
        createdAt: at,
        updatedAt: at,
      },
      inventory: [
        {
          id: 'i',
          subscriptionId: 's',
          kind: 'sim',
          serial: '89',
          description: null,
          state: 'in_use',
          createdAt: at,
        },
      ],
      suspensions: [
        { id: 'x', subscriptionId: 's', reason: 'staff', note: 'asked', suspendedAt: at, liftedAt: null },
      ],
    });
    expect(view).toEqual({
      id: 's',
      customer_id: 'c',
      service_type: 'mobile',
      name: 'Mobile M',
      billing_mode: 'prepaid',
      auto_renew: true,
      price: { amount: 900, currency: 'GBP' },
      period: 'P1M',
      anchor_on: '2026-01-31',
      next_invoice_on: null,
      requires_payment_method: true,
      payment_method_id: null,
      state: 'suspended',
      created_at: '2026-01-31T08:00:00.000Z',
      updated_at: '2026-01-31T08:00:00.000Z',
      inventory: [{ id: 'i', kind: 'sim', serial: '89', description: null, state: 'in_use' }],
      suspensions: [{ reason: 'staff', note: 'asked', suspended_at: '2026-01-31T08:00:00.000Z' }],
    });
  });
});
