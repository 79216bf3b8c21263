import { describe, expect, it } from '@jest/globals';
import { customerBucket, type DeclineTable, toDecline } from './decline-buckets.js';
import { DECLINE_BUCKETS, type DeclineBucket } from './vendor-vocabulary.js';

const TABLE: DeclineTable = {
  buckets: Object.fromEntries(DECLINE_BUCKETS.map((bucket) => [bucket, bucket])),
  neverAgain: new Set(['stopped']),
};
const of = (code: string, more: Partial<Parameters<typeof toDecline>[0]> = {}) =>
  toDecline({ code, ...more }, TABLE);

describe('decline buckets', () => {
  it.each<[DeclineBucket, boolean]>([
    ['funds', true],
    ['issuer', true],
    ['technical', true],
    ['card_data', false],
    ['authentication', false],
    ['fraud', false],
    ['revoked', false],
    ['duplicate', false],
    ['canceled', false],
  ])('without advice %s is retried: %s', (bucket, retryable) => {
    expect(of(bucket)).toMatchObject({ bucket, code: bucket, retryable });
  });

  it('takes an unknown code for a bank that gives no reason', () => {
    expect(of('never_heard_of')).toMatchObject({ bucket: 'issuer', retryable: true });
  });

  it('retries no code that is listed as never again', () => {
    expect(of('stopped')).toMatchObject({ bucket: 'issuer', retryable: false });
  });

  it("lets the bank's advice go before the list", () => {
    expect(of('funds', { adviceCode: 'do_not_try_again' })).toMatchObject({
      bucket: 'funds',
      retryable: false,
    });
    expect(of('card_data', { adviceCode: 'try_again_later' })).toMatchObject({
      bucket: 'card_data',
      retryable: true,
    });
    expect(of('issuer', { adviceCode: 'confirm_card_data' })).toMatchObject({
      bucket: 'card_data',
      hint: 'update_card',
      retryable: false,
    });
  });

  it.each(['fraud', 'revoked', 'authentication', 'duplicate', 'canceled'])(
    'never retries %s, whatever the advice',
    (code) => {
      expect(of(code, { adviceCode: 'try_again_later', networkAdviceCode: '24' })).toMatchObject({
        bucket: code,
        retryable: false,
      });
    },
  );

  it.each([
    ['01', 'card_data', false],
    ['02', 'issuer', true],
    ['03', 'issuer', false],
    ['21', 'revoked', false],
    ['24', 'issuer', true],
    ['30', 'issuer', true],
    ['40', 'card_data', false],
  ])("follows Mastercard's advice %s", (networkAdviceCode, bucket, retryable) => {
    expect(of('issuer', { networkAdviceCode })).toMatchObject({ bucket, retryable, networkAdviceCode });
  });

  it.each(['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1'])(
    'does not retry what Visa fines (%s), even when told to come later',
    (networkDeclineCode) => {
      expect(of('issuer', { networkDeclineCode, adviceCode: 'try_again_later' }).retryable).toBe(false);
    },
  );

  it('reads a revocation and a lost card from the network behind a code that says nothing', () => {
    expect(of('issuer', { networkDeclineCode: 'R1' }).bucket).toBe('revoked');
    expect(of('issuer', { networkDeclineCode: '43' }).bucket).toBe('fraud');
  });

  it('tells a customer the same about a suspicion as about a bank without a reason', () => {
    expect(of('fraud').hint).toBe(of('issuer').hint);
    expect(customerBucket('fraud')).toBe('issuer');
    expect(DECLINE_BUCKETS.filter((bucket) => customerBucket(bucket) === 'fraud')).toEqual([]);
  });
});
