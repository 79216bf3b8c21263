import { describe, expect, it } from '@jest/globals';
import { declineFromPayPal, declineFromStripe, troubleFromProblem } from './trouble.js';
import { english } from './texts.en.js';
import { arabic } from './texts.ar.js';

describe('trouble', () => {
  it.each(['lost_card', 'stolen_card', 'fraudulent', 'pickup_card', 'merchant_blacklist'])(
    'tells nobody that a card is under suspicion (%s)',
    (decline_code) => {
      const suspected = declineFromStripe({ code: 'card_declined', decline_code });
      expect(suspected).toEqual(
        declineFromStripe({ code: 'card_declined', decline_code: 'generic_decline' }),
      );
    },
  );

  it('hides a bucket of fraud that an answer carries all the same', () => {
    expect(troubleFromProblem({ code: 'card_declined', bucket: 'fraud' }).key).toBe('issuer');
  });

  it.each([
    ['insufficient_funds', 'funds'],
    ['expired_card', 'expired_card'],
    ['incorrect_cvc', 'incorrect_cvc'],
    ['invalid_cvc', 'incorrect_cvc'],
    ['incorrect_number', 'card_data'],
    ['processing_error', 'technical'],
    ['never_heard_of', 'issuer'],
  ])('puts the decline %s down as %s', (decline_code, key) => {
    expect(declineFromStripe({ code: 'card_declined', decline_code })).toMatchObject({ key, declined: true });
  });

  it('takes a failed authentication for a refusal of the bank', () => {
    expect(declineFromStripe({ code: 'setup_intent_authentication_failure' }).key).toBe('authentication');
  });

  it.each([
    [{ code: 'vendor_unavailable', status: 503 }, 'vendor_unavailable'],
    [{ code: 'rate_limited', status: 429 }, 'rate_limited'],
    [{ code: 'unauthenticated', status: 401 }, 'session_ended'],
    [{ code: 'internal', status: 500 }, 'server_error'],
    [{}, 'server_error'],
  ])('finds words for the answer %j', (problem, key) => {
    expect(troubleFromProblem(problem)).toMatchObject({ key, declined: false });
  });

  it.each([[{ code: 'not_found', status: 404 }], [{ code: 'not_found' }], [{ status: 404 }]])(
    'does not say that a form was open too long which never opened (%j)',
    (problem) => {
      expect(troubleFromProblem(problem, true).key).toBe('not_opened');
      expect(troubleFromProblem({ ...problem, status: 404 }).key).toBe('setup_expired');
    },
  );

  it.each([
    ['CARD_EXPIRED', 'expired_card'],
    ['INVALID_SECURITY_CODE_LENGTH', 'incorrect_cvc'],
    ['INVALID_CVV', 'incorrect_cvc'],
    ['INVALID_NUMBER', 'card_data'],
    ['INELIGIBLE_CARD_VENDOR', 'not_supported'],
    ['INSTRUMENT_DECLINED', 'issuer'],
    ['DECLINED_BY_RISK_FRAUD_FILTERS', 'issuer'],
  ])('puts the issue %s of PayPal down as %s', (issue, key) => {
    expect(declineFromPayPal(issue)).toMatchObject({ key, declined: true });
  });

  it('takes an issue that is no refusal for none', () => {
    expect(declineFromPayPal('INTERNAL_SERVICE_ERROR')).toBeNull();
  });

  it('keeps the request id for support', () => {
    expect(troubleFromProblem({ code: 'internal', status: 500, request_id: 'req-1' }).requestId).toBe(
      'req-1',
    );
  });

  it('never speaks of fraud or of a stolen or lost card in either language', () => {
    for (const texts of [english, arabic]) {
      const all = JSON.stringify(texts.trouble);
      expect(all).not.toMatch(/fraud|stolen|lost card|reported|suspic|احتيال|مسروق|مفقود|مشبوه/i);
    }
  });
});
