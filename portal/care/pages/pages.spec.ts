import { describe, expect, it } from '@jest/globals';
import { entryOf, invoiceNamed, pageOf } from '../route.js';
import { amountOf, typedOf } from './amount.js';
import { moved, orderOf } from './backup-order.js';

const ids = (text: string): { id: string }[] => text.split(' ').map((id) => ({ id }));

describe('backup order', () => {
  it('keeps the wish, forgets what is gone and appends what is new', () => {
    expect(orderOf(ids('a b c'), ['c', 'x', 'a'])).toEqual(['c', 'a', 'b']);
  });

  it.each([
    ['a', -1, 'abc'],
    ['a', 1, 'bac'],
    ['c', 1, 'abc'],
    ['c', -1, 'acb'],
    ['x', 1, 'abc'],
  ])('moves %s by %i and stays within', (id, by, expected) => {
    expect(moved(['a', 'b', 'c'], id, by).join('')).toBe(expected);
  });
});

describe('a typed amount', () => {
  it.each([
    ['10', 'GBP', 1000],
    ['10.5', 'GBP', 1050],
    ['10,50', 'GBP', 1050],
    ['١٠٫٥', 'EGP', 1050],
    ['1.250', 'KWD', 1250],
    ['500', 'JPY', 500],
  ])('%s %s is read', (text, currency, amount) => {
    expect(amountOf(text, currency)).toEqual({ amount, currency });
  });

  it.each(['', '0', '-5', 'ten', '1.005', '1e3', '10 20 30.4.5'])('%s is none', (text) => {
    expect(amountOf(text, 'GBP')).toBeNull();
  });

  it('is shown without decimals that say nothing', () => {
    expect([
      typedOf({ amount: 1000, currency: 'GBP' }),
      typedOf({ amount: 1050, currency: 'GBP' }),
      typedOf(null),
    ]).toEqual(['10', '10.50', '']);
  });
});

describe('an address', () => {
  it('says how somebody comes in', () => {
    expect(entryOf('/care/l/a%20b')).toEqual({ kind: 'link', token: 'a b' });
    expect(entryOf('/care/s/x').kind).toBe('sign-in-link');
    expect(entryOf('/care/h/x').kind).toBe('host');
    expect(entryOf('/care/sign-in').kind).toBe('sign-in');
    expect(entryOf('/care/invoices').kind).toBe('cookie');
  });

  it('names the page', () => {
    expect(pageOf('/care', '')).toBe('overview');
    expect(pageOf('/care/payment-methods', '')).toBe('methods');
    expect(pageOf('/care/payment-methods/new', '')).toBe('add');
    expect(pageOf('/care/payment-methods', '?add')).toBe('add');
    expect(pageOf('/care/invoices', '?receipts')).toBe('receipts');
    expect(pageOf('/care/invoices/0a-1', '')).toBe('invoices');
    expect(pageOf('/care/l/x', '')).toBe('link');
    expect(pageOf('/care/elsewhere', '')).toBe('overview');
  });

  it('names one invoice', () => {
    expect(['/care/invoices/0a-1', '/care/invoices', '/care/settings'].map(invoiceNamed)).toEqual([
      '0a-1',
      null,
      null,
    ]);
  });
});
