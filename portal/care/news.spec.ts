import { describe, expect, it } from '@jest/globals';
import type { Overview } from './care-types.js';
import { newsBetween } from './news.js';

const at = (state: string, due: number | null): Overview =>
  ({
    subscriptions: [{ id: 'one', state }],
    due: due === null ? null : { money: { amount: due, currency: 'GBP' }, count: 1 },
  }) as unknown as Overview;

describe('what became better', () => {
  it.each([
    ['a service that is back goes before the payment', at('suspended', 900), at('active', null), 'restored'],
    ['a plan that has started', at('pending_payment_method', null), at('active', null), 'activated'],
    ['an amount that was paid', at('active', 900), at('active', null), 'paid'],
    ['one of two amounts', at('active', 900), at('active', 400), 'paid'],
    ['nothing', at('active', 900), at('active', 900), null],
    ['nothing when more is owed', at('active', 900), at('active', 1_300), null],
    ['nothing at first sight', null, at('active', null), null],
  ] as const)('is told of %s', (_, before, now, news) => {
    expect(newsBetween(before, now)).toBe(news);
  });
});
