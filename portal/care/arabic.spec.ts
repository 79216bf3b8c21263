import { describe, expect, it } from '@jest/globals';
import { arabicMoney, counted, daysLeft } from './arabic.js';

const plain = (text: string): string => text.replace(/[\u200f\u2066-\u2069]/g, '');

describe('Arabic', () => {
  it('counts with the form that the number takes', () => {
    const forms = { one: 'يوم', two: 'يومان', few: 'أيام', many: 'يومًا' };
    expect([1, 2, 3, 10, 11, 99, 100].map((count) => counted(count, forms))).toEqual([
      'يوم',
      'يومان',
      '3 أيام',
      '10 أيام',
      '11 يومًا',
      '99 يومًا',
      '100 يوم',
    ]);
  });

  it('says that today is the last day', () => {
    expect(daysLeft(0)).toBe('اليوم هو الأخير');
  });

  it('keeps sign, number and currency together in a line from right to left', () => {
    expect(arabicMoney({ amount: -1180, currency: 'GBP' })).toMatch(
      /^\u200f\u2066-11\.80\u2069 \u2068.*£\u2069$/,
    );
    expect(plain(arabicMoney({ amount: 1250, currency: 'KWD' }))).toMatch(/^1\.250 د\.ك/);
    expect(plain(arabicMoney({ amount: 1_250_000, currency: 'EGP' }))).toMatch(/^12,500\.00 ج\.م/);
  });
});
