import { describe, expect, it } from '@jest/globals';
import { billingDaysFrom, earliestInvoice } from './first-period.js';

describe('the billing days of a service that waited for a payment method', () => {
  it.each([
    ['was not to be billed', '2031-01-01', null, '2031-01-01', null],
    ['begins before its first invoice', '2031-03-01', '2031-03-01', '2031-03-01', '2031-03-01'],
    ['begins on its day', '2031-02-10', '2031-02-10', '2031-02-10', '2031-02-10'],
    ['begins late, and so does its count', '2031-01-31', '2031-01-31', '2031-02-10', '2031-02-10'],
    [
      'begins late, and is counted from a day of its own',
      '2030-12-01',
      '2031-01-01',
      '2030-12-01',
      '2031-02-10',
    ],
  ])('that %s', (_, anchorOn, nextInvoiceOn, anchor, next) => {
    expect(billingDaysFrom({ anchorOn, nextInvoiceOn }, '2031-02-10')).toEqual({
      anchorOn: anchor,
      nextInvoiceOn: next,
    });
  });
});

describe('the earliest next invoice', () => {
  it.each([
    ['is that of the period that runs', '2031-01-31', '2031-03-15', '2031-02-28'],
    ['is today’s where a period begins', '2031-01-31', '2031-03-31', '2031-03-31'],
    ['is no day that is over where none has begun', '2031-05-01', '2031-03-15', '2031-03-15'],
  ])('%s', (_, anchorOn, today, earliest) => {
    expect(earliestInvoice({ anchorOn, period: 'P1M' }, today)).toBe(earliest);
  });
});
