import { describe, expect, it } from '@jest/globals';
import { notFound, putOff, released, settlementOf } from './delivery-outcomes.js';
import { MAX_ATTEMPTS } from './delivery-schedule.js';

const real = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number): Date => new Date(real.getTime() + seconds * 1_000);
const trouble = { code: 'http_429', reason: 'Too many requests.' };

describe('what becomes of a message', () => {
  it('is sent when Mailjet takes it, with the version it was made with', () => {
    const result = { outcome: 'accepted', messageId: '1', messageUuid: 'u' } as const;
    expect(settlementOf({ id: 'a', attempts: 1, version: 'v1' }, result, real)).toEqual({
      id: 'a',
      state: 'sent',
      mailjetMessageId: '1',
      mailjetMessageUuid: 'u',
      templateVersion: 'v1',
    });
  });

  it('fails at once when the mail itself is refused', () => {
    const result = { outcome: 'refused', code: 'mj-0013', reason: 'invalid' } as const;
    expect(settlementOf({ id: 'a', attempts: 1 }, result, real)).toMatchObject({
      state: 'failed',
      errorCode: 'mj-0013',
    });
  });

  it('is tried again later when it was put off, and given up after the last try', () => {
    expect(putOff({ id: 'a', attempts: 2 }, trouble, real)).toMatchObject({
      state: 'queued',
      nextAttemptAt: later(30),
    });
    expect(putOff({ id: 'a', attempts: 1 }, trouble, real, 90)).toMatchObject({ nextAttemptAt: later(90) });
    expect(putOff({ id: 'a', attempts: MAX_ATTEMPTS }, trouble, real)).toMatchObject({
      state: 'failed',
      errorDetail: trouble.reason,
    });
  });

  it('stays as it is for a minute when the answer was lost', () => {
    const result = { outcome: 'unknown', code: 'ECONNRESET', reason: 'no answer' } as const;
    expect(settlementOf({ id: 'a', attempts: 1 }, result, real)).toMatchObject({
      state: 'sending',
      leaseUntil: later(60),
    });
  });

  it('goes again at once when Mailjet does not know it, but not for ever', () => {
    expect(notFound({ id: 'a', attempts: 1 }, real)).toMatchObject({ state: 'queued', nextAttemptAt: real });
    expect(notFound({ id: 'a', attempts: MAX_ATTEMPTS }, real)).toMatchObject({
      state: 'failed',
      errorCode: 'not_found',
    });
  });

  it('keeps its tries when it was given back untried', () => {
    expect(released({ id: 'a', attempts: 3 }, real)).toEqual({
      id: 'a',
      state: 'queued',
      nextAttemptAt: real,
      isUntried: true,
    });
  });
});
