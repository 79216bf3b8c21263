import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { exceptionOf, faultOf, isStripeError, safeCause } from './stripe-faults.js';
import {
  VendorMisconfigured,
  VendorObjectGone,
  VendorRequestRefused,
  VendorUnavailable,
} from './vendors.errors.js';

const { errors } = Stripe;
const at = (statusCode: number, more: object = {}) =>
  errors.generateV1Error({ statusCode, message: 'no', type: 'api_error', ...more });
const connection = (code: string) =>
  new errors.StripeConnectionError({
    message: 'no',
    detail: Object.assign(new Error('io'), { code }),
  });

describe("Stripe's faults", () => {
  it.each([
    [402, {}, 'declined'],
    [400, {}, 'refused'],
    [404, {}, 'refused'],
    [405, {}, 'refused'],
    [400, { type: 'idempotency_error' }, 'key_reused'],
    [401, {}, 'credentials'],
    [403, {}, 'credentials'],
    [429, {}, 'busy'],
    [400, { code: 'rate_limit' }, 'busy'],
    [409, {}, 'lost'],
    [500, {}, 'lost'],
    [503, {}, 'lost'],
  ])('reads HTTP %s %o as %s', (status, more, kind) => {
    expect(faultOf(at(status, more), false).kind).toBe(kind);
  });

  it('takes an answer that is no JSON for no answer', () => {
    const error = new errors.StripeAPIError({
      message: 'Invalid JSON received from the Stripe API',
    });
    expect(faultOf(error, false)).toMatchObject({ kind: 'lost', reason: 'unreadable_answer' });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'knows that nothing was sent after %s',
    (code) => {
      expect(faultOf(connection(code), false).kind).toBe('unreachable');
    },
  );

  it.each([
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'connection_lost'],
    ['EPIPE', 'connection_lost'],
    ['EHOSTUNREACH', 'connection_lost'],
  ])('does not know what became of a request after %s', (code, reason) => {
    expect(faultOf(connection(code), false)).toMatchObject({ kind: 'lost', reason });
  });

  it('lets no later refusal hide that an earlier try may have worked', () => {
    expect(faultOf(connection('ECONNREFUSED'), true).kind).toBe('lost');
    expect(faultOf(at(429), true).kind).toBe('lost');
    expect(faultOf(at(401), true).kind).toBe('lost');
    expect(faultOf(at(402), true).kind).toBe('declined');
  });

  it('passes on how long Stripe wants to be left alone', () => {
    const fault = faultOf(at(429, { headers: { 'retry-after': '7' } }), false);
    expect(exceptionOf(fault)).toMatchObject({ code: 'vendor_unavailable', retryAfterSeconds: 7 });
  });

  it('turns faults into the errors a caller sees', () => {
    expect(exceptionOf(faultOf(at(401), false))).toBeInstanceOf(VendorMisconfigured);
    expect(exceptionOf(faultOf(at(500), false))).toBeInstanceOf(VendorUnavailable);
    expect(exceptionOf(faultOf(at(400, { code: 'amount_too_small' }), false))).toMatchObject({
      code: 'vendor_refused',
      kind: 'invalid',
      vendorCode: 'amount_too_small',
    });
    expect(exceptionOf(faultOf(at(400), false))).toBeInstanceOf(VendorRequestRefused);
    const gone = exceptionOf(
      faultOf(at(400, { code: 'resource_missing', param: 'customer' }), false),
      'setup',
    );
    expect(gone).toBeInstanceOf(VendorObjectGone);
    expect(gone).toMatchObject({ what: 'customer', code: 'vendor_customer_gone' });
  });

  it('keeps the cause, and no secret with it', () => {
    const secret = 'pi_1_secret_2';
    const error = at(402, {
      code: 'card_declined',
      decline_code: 'lost_card',
      requestId: 'req_1',
      headers: { authorization: secret },
      payment_intent: { id: 'pi_1', client_secret: secret },
    });
    const cause = safeCause(error);
    expect(cause).toMatchObject({
      name: 'StripeCardError',
      requestId: 'req_1',
      declineCode: 'lost_card',
      statusCode: 402,
    });
    expect(inspect(cause, { depth: 10, showHidden: true })).not.toContain(secret);
  });

  it("tells the SDK's errors from our own mistakes", () => {
    expect(isStripeError(at(500))).toBe(true);
    expect(isStripeError(new TypeError('ours'))).toBe(false);
  });
});
