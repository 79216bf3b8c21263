import { describe, expect, it } from '@jest/globals';
import { advance, suppressionFor, type MailEvent } from './mail-events.js';
import { MESSAGE_STATES, REPORTED_STATES, type MessageState } from './message-vocabulary.js';

const event = (what: MailEvent['what'], second: number, isForGood = false): MailEvent => ({
  messageId: 'm',
  what,
  at: new Date(second * 1_000),
  isForGood,
  messageUuid: null,
  errorCode: null,
  errorDetail: null,
});

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    ordersOf(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

/** Told one call after another. */
function told(events: readonly MailEvent[], state: MessageState = 'sent'): MessageState {
  let standing: { state: MessageState; eventAt: Date | null } = { state, eventAt: null };
  for (const each of events) standing = advance(standing, [each]);
  return standing.state;
}

describe('events of a mail', () => {
  it.each([
    ['clicked', [event('delivered', 1), event('opened', 2), event('clicked', 3)]],
    ['spam', [event('delivered', 1), event('opened', 2), event('spam', 3)]],
    ['delivered', [event('bounced', 1), event('delivered', 2)]],
    ['bounced', [event('delivered', 1), event('bounced', 2, true)]],
    ['opened', [event('bounced', 1), event('delivered', 2), event('opened', 3)]],
  ] as const)('end as %s in every order, each told three times, in one call or in many', (end, events) => {
    for (const order of ordersOf(events)) {
      const repeated = [...order, ...order, ...order];
      expect(told(repeated)).toBe(end);
      expect(advance({ state: 'sent', eventAt: null }, repeated).state).toBe(end);
    }
  });

  it('prove that Mailjet has a mail whose answer was lost, or that was given up', () => {
    for (const state of ['queued', 'sending', 'failed'] as const)
      for (const what of REPORTED_STATES) expect(told([event(what, 1)], state)).toBe(what);
  });

  it('never bring a mail back to where it may be sent again, nor a skipped one to life', () => {
    for (const state of MESSAGE_STATES)
      for (const what of REPORTED_STATES) {
        const end = told([event(what, 1)], state);
        expect([state, what]).toContain(end);
        if (state === 'skipped') expect(end).toBe('skipped');
      }
  });

  it('leave everything as it is when they say nothing new', () => {
    const standing = { state: 'opened', eventAt: new Date(5_000) } as const;
    const events = [event('delivered', 9), event('opened', 9), event('unsubscribed', 9)];
    expect(advance(standing, events)).toEqual({ ...standing, by: null });
  });

  it('suppress an address after a hard bounce, a complaint or an unsubscription, and after nothing else', () => {
    expect(suppressionFor(event('bounced', 1, true))).toBe('hard_bounce');
    expect(suppressionFor(event('spam', 1))).toBe('complaint');
    expect(suppressionFor(event('unsubscribed', 1))).toBe('unsubscribed');
    for (const what of ['delivered', 'opened', 'clicked', 'bounced', 'blocked'] as const)
      expect(suppressionFor(event(what, 1))).toBeNull();
  });
});
