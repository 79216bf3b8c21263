import { describe, expect, it } from '@jest/globals';
import { issueOf } from './paypal-issues.js';

describe('issueOf', () => {
  it.each([
    [new Error('INVALID_NUMBER'), 'INVALID_NUMBER'],
    [{ issue: 'CARD_EXPIRED' }, 'CARD_EXPIRED'],
    [{ name: 'UNPROCESSABLE_ENTITY', details: [{ field: '/x' }, { issue: 'CARD_CLOSED' }] }, 'CARD_CLOSED'],
    [new Error('{"name":"x","details":[{"issue":"INSTRUMENT_DECLINED"}]}'), 'INSTRUMENT_DECLINED'],
    [new Error('{"name":"UNPROCESSABLE_ENTITY","details":[{"issue":"CARD_EXPIRED"}]}'), 'CARD_EXPIRED'],
    [new Error('UNPROCESSABLE_ENTITY'), 'UNPROCESSABLE_ENTITY'],
    [new Error('Failed to fetch'), null],
    [null, null],
    [undefined, null],
  ])('finds in %p the issue %p', (error, issue) => {
    expect(issueOf(error)).toBe(issue);
  });
});
