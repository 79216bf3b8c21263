import { describe, expect, it } from '@jest/globals';
import type { ListedMethodRow } from '../payment-methods/index.js';
import { bannersOf, type BannerFacts } from './care-banners.js';
import type { CareSubscriptionView } from './care-views.js';
import type { OwedRow } from './overview-queries.js';

const TODAY = '2026-11-22';

const service = (more: Partial<CareSubscriptionView> = {}): CareSubscriptionView => ({
  id: 's1',
  name: 'Mobile M',
  service_type: 'mobile',
  state: 'active',
  billing_mode: 'postpaid',
  price: { amount: 900, currency: 'GBP' },
  period: 'P1M',
  next_invoice_on: null,
  payment_method_id: null,
  suspended_for: [],
  balance: null,
  ...more,
});

const card = (more: Partial<ListedMethodRow> = {}): ListedMethodRow => ({
  id: 'm1',
  customerId: 'c1',
  vendor: 'stripe',
  vendorPaymentMethodId: 'pm_1',
  paymentType: 'card',
  brand: 'visa',
  last4: '4242',
  expMonth: 12,
  expYear: 2030,
  name: null,
  nickname: null,
  isDefault: true,
  funding: 'credit',
  status: 'active',
  accountEmailMasked: null,
  backupPosition: null,
  createdAt: new Date(0),
  expired: false,
  daysLeft: 900,
  ...more,
});

const owed = (more: Partial<OwedRow> = {}): OwedRow => ({
  id: 'i1',
  subscription_id: 's1',
  amount: 900,
  currency: 'GBP',
  due_on: TODAY,
  is_collected: false,
  is_being_paid: false,
  declined: null,
  all_count: 1,
  all_amount: 900,
  ...more,
});

const facts = (more: Partial<BannerFacts> = {}): BannerFacts => ({
  today: TODAY,
  subscriptions: [service()],
  owed: [],
  waiting: [],
  methods: [card()],
  nextAttemptAt: null,
  ...more,
});

const kinds = (more: Partial<BannerFacts>): string[] => bannersOf(facts(more)).map(({ kind }) => kind);

describe('the banners of the portal', () => {
  it('are none while all is well', () => {
    expect(bannersOf(facts())).toEqual([]);
  });

  it('begin with what is suspended, with what it owes, and do not ask for that again', () => {
    const nextAttemptAt = new Date('2026-11-23T09:00:00Z');
    const stopped = service({ state: 'suspended', suspended_for: ['non_payment'] });
    const other = owed({ id: 'i2', subscription_id: null, amount: 100, due_on: '2026-11-01' });
    expect(bannersOf(facts({ subscriptions: [stopped], owed: [owed(), other], nextAttemptAt }))).toEqual([
      {
        kind: 'suspended',
        subscription_id: 's1',
        subscription_name: 'Mobile M',
        suspended_for: ['non_payment'],
        money: { amount: 900, currency: 'GBP' },
        invoice_id: 'i1',
        due_on: TODAY,
        next_attempt_at: '2026-11-23T09:00:00.000Z',
      },
      {
        kind: 'payment_due',
        is_overdue: true,
        money: { amount: 100, currency: 'GBP' },
        invoice_id: 'i2',
        due_on: '2026-11-01',
        next_attempt_at: '2026-11-23T09:00:00.000Z',
      },
    ]);
  });

  it('says that the bank refused the last charge', () => {
    const [banner] = bannersOf(facts({ owed: [owed({ declined: 'funds' })] }));
    expect(banner).toMatchObject({ kind: 'payment_due', decline: { bucket: 'funds' } });
  });

  it.each([
    ['is due today', {}, ['payment_due']],
    ['is due tomorrow', { due_on: '2026-11-23' }, []],
    ['is charged today by itself', { is_collected: true }, []],
    [
      'should have been charged by itself yesterday',
      { is_collected: true, due_on: '2026-11-21' },
      ['payment_due'],
    ],
    ['is being paid', { is_being_paid: true }, []],
  ])('for an invoice that %s', (_, more, expected) => {
    expect(kinds({ owed: [owed(more)] })).toEqual(expected);
  });

  it.each([
    ['a default that has expired', [card({ expired: true, daysLeft: -1 })], ['expired_default']],
    ['a default with sixty days left', [card({ daysLeft: 60 })], ['expiring_default']],
    ['a default with more', [card({ daysLeft: 61 })], []],
    ['a wallet', [card({ paymentType: 'paypal', daysLeft: null })], []],
    ['an old card beside a good default', [card({ id: 'm2', isDefault: false, expired: true }), card()], []],
    ['no method', [], ['no_method']],
    ['one that is being removed', [card({ status: 'removing', isDefault: false })], ['no_method']],
  ])('for %s', (_, methods, expected) => {
    expect(kinds({ methods })).toEqual(expected);
  });

  it('ask for a method once, with the plan that waits for it', () => {
    const waiting = service({ state: 'pending_payment_method' });
    expect(bannersOf(facts({ subscriptions: [waiting], methods: [] }))).toEqual([
      {
        kind: 'pending_subscription',
        subscription_id: 's1',
        subscription_name: 'Mobile M',
        money: { amount: 900, currency: 'GBP' },
      },
    ]);
  });

  it('tell of a payment that the bank wants confirmed before what is merely due', () => {
    const waiting = [{ id: 'p1', invoice_id: 'i2', subscription_id: null, amount: 5, currency: 'GBP' }];
    expect(kinds({ waiting, owed: [owed()] })).toEqual(['payment_action', 'payment_due']);
  });
});
