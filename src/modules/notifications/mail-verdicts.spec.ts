import { describe, expect, it } from '@jest/globals';
import { queuePart, sendersPart, templatesPart } from './mail-verdicts.js';

const NOW = new Date('2026-11-22T09:00:00Z');

describe('mails in the system check', () => {
  it('may come from a validated address or domain, and from no other', () => {
    expect(sendersPart(['Billing@Example.com'], ['*@example.com'], 0).state).toBe('ok');
    expect(sendersPart(['billing@example.com'], ['billing@example.com'], 0).state).toBe('ok');
    expect(sendersPart(['a@sub.example.com', 'b@example.com'], ['*@example.com'], 0)).toMatchObject({
      state: 'failing',
      detail: 'Mailjet has not validated a@sub.example.com.',
    });
    expect(sendersPart([], [], 23)).toMatchObject({ state: 'warning', facts: { types_without_sender: 23 } });
  });

  it('need every template that is configured', () => {
    expect(templatesPart([]).state).toBe('ok');
    const templates = [
      { id: 7, exists: true },
      { id: 8, exists: false },
    ];
    expect(templatesPart(templates)).toMatchObject({
      state: 'failing',
      detail: 'Mailjet has no template 8.',
    });
  });

  it.each([
    [0, 'ok'],
    [14, 'ok'],
    [15, 'warning'],
    [60, 'failing'],
  ])('that have been due for %i minutes are %s', (minutes, state) => {
    const oldestDueAt = new Date(NOW.getTime() - minutes * 60_000);
    expect(queuePart({ due: 1, oldestDueAt, failedToday: 0, lastAcceptedAt: null }, NOW)).toMatchObject({
      state,
      facts: { oldest_due_minutes: minutes },
    });
  });
});
