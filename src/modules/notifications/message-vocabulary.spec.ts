import { describe, expect, it } from '@jest/globals';
import { MESSAGE_TYPES } from '../../common/config/message-types.js';
import { canBecome, categoryOf, MESSAGE_STATES, NEXT_STATES } from './message-vocabulary.js';

describe('message vocabulary', () => {
  it('puts the four expiry mails, and no others, among the reminders', () => {
    expect(MESSAGE_TYPES.filter((type) => categoryOf(type) === 'reminder')).toEqual([
      'card_expiry_60',
      'card_expiry_30',
      'card_expiry_7',
      'card_expired',
    ]);
  });

  it('never sends a message again once Mailjet took it', () => {
    const taken = MESSAGE_STATES.filter(
      (state) => !['queued', 'sending', 'skipped', 'failed'].includes(state),
    );
    expect(taken.filter((state) => canBecome(state, 'queued') || canBecome(state, 'sending'))).toEqual([]);
  });

  it('reaches every state from queued', () => {
    const reached = new Set<string>(['queued']);
    for (const state of reached) {
      for (const next of NEXT_STATES[state as keyof typeof NEXT_STATES]) reached.add(next);
    }
    expect([...reached].sort()).toEqual([...MESSAGE_STATES].sort());
  });
});
