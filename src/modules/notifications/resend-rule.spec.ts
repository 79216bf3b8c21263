import { describe, expect, it } from '@jest/globals';
import { MAX_COPIES_A_DAY, resendRefusal, type ResendFacts } from './resend-rule.js';

const NOW = new Date('2026-11-22T09:00:00Z');
const FACTS: ResendFacts = {
  isTest: false,
  isWaiting: false,
  copiesToday: 0,
  isWhole: true,
  linkEndsAt: null,
};

describe('sending a message once more', () => {
  it('is allowed for one that has gone or failed, while its link works', () => {
    expect(resendRefusal(FACTS, NOW)).toBeNull();
    expect(resendRefusal({ ...FACTS, linkEndsAt: new Date(NOW.getTime() + 1) }, NOW)).toBeNull();
    expect(resendRefusal({ ...FACTS, copiesToday: MAX_COPIES_A_DAY - 1 }, NOW)).toBeNull();
  });

  it.each([
    ['message_is_test', { isTest: true, isWhole: false }],
    ['message_waiting', { isWaiting: true }],
    ['message_empty', { isWhole: false, isWaiting: true }],
    ['message_link_expired', { linkEndsAt: NOW }],
    ['message_resent_often', { copiesToday: MAX_COPIES_A_DAY }],
  ])('is refused with %s', (refusal, facts) => {
    expect(resendRefusal({ ...FACTS, ...facts }, NOW)).toBe(refusal);
  });
});
