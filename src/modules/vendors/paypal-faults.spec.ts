import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { exceptionOf, faultOf, transportFault } from './paypal-faults.js';

const error = (name: string, issue?: string, more: object = {}) =>
  JSON.stringify({
    name,
    message: 'no',
    debug_id: 'd1',
    ...(issue ? { details: [{ issue, description: 'no', ...more }] } : {}),
  });

describe("PayPal's errors", () => {
  it.each([
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED'),
      { kind: 'declined', code: 'INSTRUMENT_DECLINED' },
    ],
    [422, error('UNPROCESSABLE_ENTITY', 'DECIMAL_PRECISION'), { kind: 'refused', code: 'DECIMAL_PRECISION' }],
    [422, error('UNPROCESSABLE_ENTITY', 'DUPLICATE_INVOICE_ID'), { kind: 'used_before' }],
    [422, error('UNPROCESSABLE_ENTITY', 'TOKEN_ID_NOT_FOUND'), { kind: 'declined' }],
    [
      422,
      error('UNPROCESSABLE_ENTITY', 'PREVIOUS_REQUEST_IN_PROGRESS'),
      { kind: 'lost', reason: 'in_progress' },
    ],
    [409, error('RESOURCE_CONFLICT'), { kind: 'lost', reason: 'in_progress' }],
    [404, error('RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'), { kind: 'missing' }],
    [404, '<html>', { kind: 'lost', reason: 'http_404' }],
    [404, '', { kind: 'lost' }],
    [404, '{"message":"no Route matched with those values"}', { kind: 'lost' }],
    [404, '{"error":"Not Found","status":404}', { kind: 'lost' }],
    [404, '{"error":"not found"}', { kind: 'lost' }],
    [404, '{"name":"Not Found"}', { kind: 'lost' }],
    [400, error('INVALID_REQUEST', 'INVALID_PARAMETER_VALUE'), { kind: 'refused' }],
    [400, 'no json', { kind: 'lost', reason: 'http_400' }],
    [403, '<h1>Access Denied</h1>', { kind: 'lost' }],
    [408, '', { kind: 'lost', reason: 'http_408' }],
    [409, '', { kind: 'lost', reason: 'http_409' }],
    [425, '', { kind: 'lost', reason: 'http_425' }],
    [499, '', { kind: 'lost', reason: 'http_499' }],
    [408, error('REQUEST_TIMEOUT'), { kind: 'lost', reason: 'http_408' }],
    [401, '{"error":"invalid_client"}', { kind: 'credentials' }],
    [403, error('NOT_AUTHORIZED', 'PERMISSION_DENIED'), { kind: 'credentials' }],
    [403, error('NOT_AUTHORIZED', 'CONSENT_NEEDED'), { kind: 'declined' }],
    [500, error('INTERNAL_SERVER_ERROR'), { kind: 'lost', reason: 'server_error' }],
    [503, '', { kind: 'lost' }],
    [302, '', { kind: 'lost' }],
  ])('%s %s', (status, body, fault) => {
    expect(faultOf({ status, body })).toMatchObject(fault);
  });

  it('say how long to wait when they ask for it', () => {
    expect(faultOf({ status: 429, body: '', retryAfter: '7' })).toMatchObject({ retryAfterSeconds: 7 });
    expect(faultOf({ status: 429, body: '', retryAfter: 'soon' })).toMatchObject({
      retryAfterSeconds: undefined,
    });
  });

  it('become exceptions that keep the debug id and nothing that was sent', () => {
    const body = error('UNPROCESSABLE_ENTITY', 'INVALID_STRING_LENGTH', { value: 'nora@example.com' });
    const exception = exceptionOf(faultOf({ status: 422, body }));
    expect(exception).toMatchObject({ code: 'vendor_refused', cause: { statusCode: 422, debugId: 'd1' } });
    expect(inspect(exception, { depth: 10 })).not.toContain('nora@example.com');
  });

  it.each([
    [{ kind: 'missing' as const, cause: new Error() }, 'vendor_charge_gone'],
    [{ kind: 'busy' as const, retryAfterSeconds: 1, cause: new Error() }, 'vendor_unavailable'],
    [{ kind: 'lost' as const, reason: 'timeout', cause: new Error() }, 'vendor_unavailable'],
    [{ kind: 'credentials' as const, hint: 'x', cause: new Error() }, 'vendor_unavailable'],
  ])('%s', (fault, code) => {
    expect(exceptionOf(fault, 'charge')).toMatchObject({ code });
  });
});

describe('connections', () => {
  it('that were never made prove that nothing was done', () => {
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
    });
    expect(transportFault(refused)).toMatchObject({ kind: 'unreachable' });
  });

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', undefined])('that broke with %s prove nothing', (code) => {
    const broken = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code }) });
    expect(transportFault(broken)).toMatchObject({ kind: 'lost', reason: 'connection_lost' });
  });
});
