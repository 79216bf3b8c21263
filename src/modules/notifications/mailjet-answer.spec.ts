import { describe, expect, it } from '@jest/globals';
import {
  foundIn,
  resultsOf,
  retryAfterSeconds,
  troubleOf,
  wordsOf,
  type FailedCall,
} from './mailjet-answer.js';

const noAnswer = (networkCode: string): FailedCall => ({
  status: null,
  networkCode,
  body: null,
  retryAfter: null,
});
const answered = (status: number, body: unknown = {}): FailedCall => ({
  status,
  networkCode: null,
  body,
  retryAfter: null,
});
const error = (ErrorCode: string, StatusCode = 400): unknown => ({
  Status: 'error',
  Errors: [{ ErrorCode, StatusCode, ErrorMessage: 'words' }],
});

describe('a failed call', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])('took nothing on %s', (code) => {
    expect(troubleOf(noAnswer(code))).toBe('not_sent');
  });

  it.each(['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'slow_answer'])(
    'may have taken mails on %s',
    (code) => {
      expect(troubleOf(noAnswer(code))).toBe('unknown');
    },
  );

  it.each([
    [429, 'not_sent'],
    [401, 'not_sent'],
    [403, 'not_sent'],
    [404, 'not_sent'],
    [400, 'rejected'],
    [413, 'rejected'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [200, 'unknown'],
  ])('with status %i is %s', (status, trouble) => {
    expect(troubleOf(answered(status))).toBe(trouble);
  });

  it('is put in Mailjet’s words where it has some', () => {
    expect(wordsOf(answered(401, { ErrorCode: 'mj-0015', ErrorMessage: 'bad key' }))).toEqual({
      code: 'mj-0015',
      detail: 'bad key',
    });
    expect(wordsOf(answered(429, '<html>'))).toEqual({
      code: 'http_429',
      detail: 'Mailjet answered with HTTP status 429.',
    });
    expect(wordsOf(noAnswer('ECONNRESET'))).toEqual({
      code: 'ECONNRESET',
      detail: 'Mailjet gave no answer (ECONNRESET).',
    });
  });

  it('reads Retry-After in seconds and nothing else', () => {
    expect(retryAfterSeconds({ ...answered(429), retryAfter: '30' })).toBe(30);
    expect(
      retryAfterSeconds({ ...answered(429), retryAfter: 'Fri, 31 Dec 1999 23:59:59 GMT' }),
    ).toBeUndefined();
    expect(retryAfterSeconds(answered(429))).toBeUndefined();
  });
});

describe('results of a call', () => {
  it('come in order, ids as text however large', () => {
    const body = {
      Messages: [
        { Status: 'success', To: [{ MessageID: '1152921504606846976', MessageUUID: 'u-1' }] },
        error('mj-0013'),
        { Status: 'success', To: [{ MessageID: 0, MessageUUID: '' }] },
      ],
    };
    expect(resultsOf(body, 3)).toEqual([
      { outcome: 'accepted', messageId: '1152921504606846976', messageUuid: 'u-1' },
      { outcome: 'refused', code: 'mj-0013', reason: 'words' },
      { outcome: 'accepted', messageId: '0', messageUuid: null },
    ]);
  });

  it.each(['mj-0001', 'mj-0015', 'send-0008'])('put a mail off when %s blames the account', (code) => {
    expect(resultsOf({ Messages: [error(code, 403)] }, 1)).toMatchObject([{ outcome: 'deferred' }]);
  });

  it('put a mail off on a passing error of its own', () => {
    expect(resultsOf({ Messages: [error('x', 500), error('y', 429)] }, 2)).toMatchObject([
      { outcome: 'deferred' },
      { outcome: 'deferred' },
    ]);
  });

  it('are unknown where one is missing, and null where there are none', () => {
    expect(resultsOf({ Messages: [error('mj-0013')] }, 2)?.[1]).toMatchObject({ outcome: 'unknown' });
    expect(resultsOf({ Messages: [{ Status: 'odd' }] }, 1)).toMatchObject([{ outcome: 'unknown' }]);
    expect(resultsOf({}, 1)).toBeNull();
    expect(resultsOf('<html>', 1)).toBeNull();
  });
});

describe('a look-up', () => {
  it('tells found, not found and no answer apart', () => {
    expect(foundIn({ Data: [{ ID: '1152921504606846976', UUID: 'u' }] })).toEqual({
      messageId: '1152921504606846976',
      messageUuid: 'u',
    });
    expect(foundIn({ Data: [] })).toBeNull();
    expect(foundIn({})).toBeUndefined();
  });
});
