import { describe, expect, it } from '@jest/globals';
import {
  brandOf,
  checkCvc,
  checkExpiry,
  checkNumber,
  digitsOf,
  formatExpiry,
  formatNumber,
  TEST_CARDS,
} from './card-input.js';

describe('card input', () => {
  it('takes the digits of Arabic and Persian keyboards', () => {
    expect(digitsOf('٤٢٤٢ ۴۲۴۲')).toBe('42424242');
  });

  it.each([
    ['4242424242424242', 'visa', '4242 4242 4242 4242'],
    ['5555555555554444', 'mastercard', '5555 5555 5555 4444'],
    ['2223003122003222', 'mastercard', '2223 0031 2200 3222'],
    ['378282246310005', 'amex', '3782 822463 10005'],
    ['30569309025904', 'diners', '3056 930902 5904'],
    ['6011111111111117', 'discover', '6011 1111 1111 1117'],
  ])('groups %s as its scheme %s prints it', (number, brand, printed) => {
    expect(brandOf(number)).toBe(brand);
    expect(formatNumber(number)).toBe(printed);
    expect(checkNumber(number)).toBeNull();
  });

  it('drops digits beyond the length of the scheme', () => {
    expect(formatNumber('42424242424242429999')).toBe('4242 4242 4242 4242');
  });

  it('tells a number that is short from one that is wrong', () => {
    expect(checkNumber('424242')).toBe('incomplete_number');
    expect(checkNumber('4242424242424241')).toBe('invalid_number');
  });

  it('writes an expiry as MM / YY while it is typed and lets it be deleted', () => {
    expect(formatExpiry('3')).toBe('03 / ');
    expect(formatExpiry('1')).toBe('1');
    expect(formatExpiry('1227')).toBe('12 / 27');
    expect(formatExpiry('12', true)).toBe('12');
  });

  it('accepts a card until the end of its month', () => {
    const today = new Date('2026-07-31T23:59:59Z');
    expect(checkExpiry('0726', today)).toBeNull();
    expect(checkExpiry('0626', today)).toBe('invalid_expiry_year_past');
    expect(checkExpiry('1326', today)).toBe('invalid_expiry_month');
    expect(checkExpiry('07', today)).toBe('incomplete_expiry');
  });

  it('wants four digits of security code for American Express and three for others', () => {
    expect(checkCvc('1234', '378282246310005')).toBeNull();
    expect(checkCvc('123', '378282246310005')).toBe('incomplete_cvc');
    expect(checkCvc('123', '4242424242424242')).toBeNull();
  });

  it('offers test cards that pass its own checks', () => {
    for (const card of TEST_CARDS) expect(checkNumber(card.number)).toBeNull();
  });
});
