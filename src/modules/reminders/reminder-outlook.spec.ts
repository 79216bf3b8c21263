import { describe, expect, it } from '@jest/globals';
import { outlookOf, type OutlookCard, type OutlookHold } from './reminder-outlook.js';

const RULES = { stages: [60, 30, 7, 0], others: [30, 0], expiredWithinDays: 30 };
const EXPIRES = '2026-12-31';
const NOTHING = { hold: null, isWritten: false } as const;

const card = (daysLeft: number, more: Partial<OutlookCard> = {}): OutlookCard => ({
  role: 'default',
  expiresOn: EXPIRES,
  daysLeft,
  isReplaced: false,
  ...more,
});

describe('why a card has no reminder', () => {
  it.each([
    ['its first stage is still to come', card(90), 'not_yet', '2026-11-01'],
    ['only the default has a mail that early', card(50, { role: 'other' }), 'other_card', '2026-12-01'],
    ['it expired too long ago', card(-31), 'over', null],
    ['another card has taken its place', card(20, { isReplaced: true }), 'replaced', null],
    ['it goes within the customer’s hours', card(20), 'waiting', null],
  ] as const)('is that %s', (_, given, verdict, nextOn) => {
    expect(outlookOf(given, RULES, NOTHING)).toEqual({ verdict, nextOn });
  });

  it.each<OutlookHold>(['no_email', 'opted_out', 'suppressed'])('is that its customer is %s', (hold) => {
    expect(outlookOf(card(20), RULES, { hold, isWritten: false }).verdict).toBe(hold);
  });

  it('promises no reminder that will never go', () => {
    for (const daysLeft of [90, 20])
      expect(outlookOf(card(daysLeft, { isReplaced: true }), RULES, NOTHING)).toEqual({
        verdict: 'replaced',
        nextOn: null,
      });
    expect(outlookOf(card(90), RULES, { hold: 'opted_out', isWritten: false })).toEqual({
      verdict: 'opted_out',
      nextOn: null,
    });
  });

  it('is no question where there is a message', () => {
    expect(outlookOf(card(20), RULES, { hold: 'opted_out', isWritten: true }).verdict).toBe('written');
  });

  it('names the first invalid day as the last stage', () => {
    expect(outlookOf(card(70, { role: 'other' }), { ...RULES, others: [0] }, NOTHING).nextOn).toBe(
      '2027-01-01',
    );
  });
});
