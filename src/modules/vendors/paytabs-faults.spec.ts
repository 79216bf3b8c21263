import { describe, expect, it } from '@jest/globals';
import { exceptionOf, lossOf, refusalOf } from './paytabs-faults.js';

const told = (code: number, message = 'no') => ({ code, message, trace: 'PMNT1' });

describe("PayTabs' refusals", () => {
  it.each([
    ['a wrong key', 401, told(1), { kind: 'credentials' }],
    ['a wrong key, whatever the status', 200, told(1), { kind: 'credentials' }],
    ['a key of another region, in HTML', 403, undefined, { kind: 'credentials' }],
    ['another currency', 400, told(206), { kind: 'refused', code: '206', missing: null }],
    ['the same cart again', 409, told(4, 'Duplicate Request'), { kind: 'duplicate' }],
    ['the same cart again, as 200', 200, told(4), { kind: 'duplicate' }],
    ['too many calls', 429, undefined, { kind: 'busy', retryAfterSeconds: 3 }],
    ['a temporary error of theirs', 200, told(400), { kind: 'lost', reason: 'server_error' }],
    ['a broken server', 500, told(2), { kind: 'lost', reason: 'server_error' }],
    ["a proxy's page", 400, undefined, { kind: 'lost', reason: 'unreadable_answer' }],
    ["a proxy's page for no such thing", 404, undefined, { kind: 'lost' }],
    ['nothing at all, for no such thing', 404, null, { kind: 'lost', reason: 'unreadable_answer' }],
    ["a load balancer's words for no such thing", 404, { message: 'no Route matched' }, { kind: 'lost' }],
    ['no such thing', 404, told(2, 'Nothing here'), { kind: 'refused', missing: 'anything' }],
    ['an unknown token', 400, told(2, 'Invalid token'), { kind: 'refused', missing: 'token' }],
    ['an unknown transaction', 400, told(113, 'Transaction not found'), { missing: 'transaction' }],
    ['an unknown reference', 400, told(2, 'Invalid transaction reference'), { missing: 'transaction' }],
    ['a token that was removed', 400, told(2, 'The token does not exist'), { missing: 'token' }],
    ['a class that is not allowed', 400, told(2, 'Invalid transaction class'), { missing: null }],
    ['a wrong way to keep tokens', 400, told(2, 'Invalid tokenise value'), { missing: null }],
    ['a wrong kind of token', 400, told(2, 'Invalid token type'), { missing: null }],
    ['no transactions of a cart', 404, told(2, 'No transactions'), { missing: 'transaction' }],
    ['a code written as a text', 400, { code: '206', message: 'x' }, { kind: 'refused', code: '206' }],
  ])('read %s', (_, status, body, fault) => {
    expect(refusalOf(status, body, '3')).toMatchObject(fault);
  });

  it.each([
    ['a transaction', { tran_ref: 'TST1' }],
    ['a removal', { code: 0, message: 'ok' }],
    ['a list', []],
    ['nothing', null],
    ['no JSON', undefined],
  ])('leave %s with 200 to whoever asked', (_, body) => {
    expect(refusalOf(200, body)).toBeNull();
  });

  it('tell an admin what to look at, and callers when to come back', () => {
    const exception = (status: number, body: unknown) => {
      const fault = refusalOf(status, body);
      return fault && exceptionOf(fault);
    };
    expect(exception(401, told(1))).toMatchObject({ hint: expect.stringContaining('region') });
    expect(exception(409, told(4))).toMatchObject({ code: 'vendor_unavailable', retryAfterSeconds: 120 });
    expect(exception(400, told(206))).toMatchObject({ code: 'vendor_refused', vendorCode: '206' });
  });
});

describe('losses on the way', () => {
  const fetchFailure = (cause: unknown) => Object.assign(new TypeError('fetch failed'), { cause });

  it.each([
    ['nobody listening', fetchFailure({ code: 'ECONNREFUSED' }), 'unreachable'],
    ['no such host', fetchFailure({ code: 'ENOTFOUND' }), 'unreachable'],
    [
      'no address answering',
      fetchFailure({ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNREFUSED' }] }),
      'unreachable',
    ],
    [
      'one address cut off',
      fetchFailure({ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }] }),
      'lost',
    ],
    ['a connection cut', fetchFailure({ code: 'ECONNRESET' }), 'lost'],
    ['a redirect', fetchFailure(new Error('unexpected redirect')), 'lost'],
    ['no answer in time', Object.assign(new Error('late'), { name: 'TimeoutError' }), 'lost'],
  ])('read %s', (_, error, kind) => {
    expect(lossOf(error)).toMatchObject({ kind });
  });
});
