import { describe, expect, it } from '@jest/globals';
import { paytabsDecline } from './paytabs-declines.js';

// support.paytabs.com, article 60000711358, each with whether we may charge the same card again by ourselves.
const DOCUMENTED: [string, string, string, boolean][] = [
  ['1', 'E', 'technical', false],
  ['2', 'E', 'technical', false],
  ['4', 'E', 'duplicate', false],
  ['200', 'E', 'card_data', false],
  ['206', 'D', 'card_data', false],
  ['300', 'D', 'issuer', true],
  ['310', 'D', 'authentication', false],
  ['316', 'D', 'funds', true],
  ['321', 'C', 'canceled', false],
  ['345', 'D', 'technical', true],
  ['400', 'E', 'technical', true],
  ['501', 'D', 'fraud', false],
  ['600', 'P', 'duplicate', false],
];

describe("PayTabs' declines", () => {
  it.each(DOCUMENTED)('puts %s (%s) into %s, retried: %s', (code, status, bucket, retryable) => {
    expect(paytabsDecline(status, code)).toMatchObject({ code, bucket, retryable });
  });

  it.each([
    ['D', 'issuer'],
    ['E', 'technical'],
    ['C', 'canceled'],
    ['X', 'canceled'],
    ['V', 'canceled'],
  ])('goes by status %s where there is no code', (status, bucket) => {
    expect(paytabsDecline(status, null)).toMatchObject({ code: status, bucket });
  });

  it('keeps a code that nobody has told us of, as the bank giving no reason', () => {
    expect(paytabsDecline('D', '318')).toMatchObject({ code: '318', bucket: 'issuer', retryable: true });
  });

  it('believes a status that ends it before any code', () => {
    expect(paytabsDecline('X', '300')).toMatchObject({ code: 'X', bucket: 'canceled', retryable: false });
    expect(paytabsDecline('V', 'G12345')).toMatchObject({ code: 'V', bucket: 'canceled' });
  });
});
