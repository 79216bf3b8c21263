import { describe, expect, it } from '@jest/globals';
import { NAMED_BEHAVIOURS } from './card-behaviour.js';
import { brandOf, cardKindOf, passesLuhn, testToken } from './test-cards.js';

describe('test cards', () => {
  it.each([
    ['pm_card_visa', 'visa', 'credit'],
    ['pm_card_visa_debit', 'visa', 'debit'],
    ['pm_card_mastercard_prepaid', 'mastercard', 'prepaid'],
    ['pm_card_amex', 'amex', 'credit'],
    ['pm_card_discover', 'discover', 'credit'],
    ['pm_card_diners', 'diners', 'credit'],
    ['pm_card_jcb', 'jcb', 'credit'],
    ['pm_card_unionpay', 'unionpay', 'credit'],
    ['tok_mastercard', 'mastercard', 'credit'],
  ])('%s is a %s %s card', (token, brand, funding) => {
    expect(cardKindOf(testToken(token)?.number ?? '')).toMatchObject({ brand, funding, behaviour: {} });
  });

  it.each([
    ['pm_card_visa_chargeDeclinedInsufficientFunds', '9995', { save: 'insufficient_funds' }],
    ['pm_card_chargeDeclinedExpiredCard', '0069', { save: 'expired_card' }],
    ['pm_card_chargeCustomerFail', '0341', { charge: 'generic_decline' }],
    ['pm_card_authenticationRequired', '3184', { authentication: 'always' }],
    ['pm_card_threeDSecure2Required', '3220', { authentication: 'unless_set_up' }],
  ])('%s ends in %s and behaves as documented', (token, last4, behaviour) => {
    const number = testToken(token)?.number ?? '';
    expect(number.endsWith(last4)).toBe(true);
    expect(passesLuhn(number)).toBe(true);
    expect(cardKindOf(number).behaviour).toEqual(behaviour);
  });

  it('has a number with a right check digit for every named behaviour that a number can have', () => {
    const numbers = Object.keys(NAMED_BEHAVIOURS)
      .map((name) => testToken(`pm_card_${name}`)?.number)
      .filter((number) => number !== undefined);
    expect(numbers.length).toBeGreaterThan(18);
    expect(numbers.every(passesLuhn)).toBe(true);
  });

  it('knows a card of any country, and no other token', () => {
    const jordan = testToken('pm_card_jo');
    expect(jordan?.country).toBe('JO');
    expect(passesLuhn(jordan?.number ?? '')).toBe(true);
    expect(jordan?.number).not.toBe(testToken('pm_card_sa')?.number);
    expect(testToken('pm_card_nonsense')).toBeNull();
    expect(testToken('pm_1abc')).toBeNull();
  });

  it('takes an unknown number with a right check digit as a card that pays', () => {
    expect(cardKindOf('4539578763621486')).toMatchObject({ brand: 'visa', behaviour: {} });
    expect(passesLuhn('4539578763621487')).toBe(false);
    expect(passesLuhn('42424242')).toBe(false);
  });

  it.each([
    ['2221000000000009', 'mastercard'],
    ['2720990000000007', 'mastercard'],
    ['36227206271667', 'diners'],
    ['3530111333300000', 'jcb'],
    ['6011000990139424', 'discover'],
    ['9999999999999995', 'unknown'],
  ])('reads the brand of %s as %s', (number, brand) => {
    expect(brandOf(number)).toBe(brand);
  });
});
