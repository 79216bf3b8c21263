import { describe, expect, it } from '@jest/globals';
import { LOCALES } from '../../common/i18n/locale.js';
import { MESSAGE_STATES, SKIP_REASONS } from './message-vocabulary.js';
import { explained, type ExplainedMessage } from './message-words.js';

const message = (more: Partial<ExplainedMessage>): ExplainedMessage => ({
  state: 'queued',
  skipReason: null,
  attempts: 0,
  errorDetail: null,
  ...more,
});

describe('why a customer got a mail or did not', () => {
  it('is told in other words for each state and each reason, in both languages', () => {
    for (const locale of LOCALES) {
      const states = MESSAGE_STATES.filter((state) => state !== 'skipped').map((state) => message({ state }));
      const skipped = SKIP_REASONS.map((skipReason) => message({ state: 'skipped', skipReason }));
      const all = [...states, ...skipped, message({ attempts: 2 })];
      expect(new Set(all.map((each) => explained(each, locale))).size).toBe(all.length);
    }
  });

  it('is told with the words of whoever refused it', () => {
    const refused = { errorDetail: '550 no such user' };
    expect(explained(message({ state: 'bounced', ...refused }), 'en')).toContain('(550 no such user)');
    expect(explained(message({ state: 'delivered', ...refused }), 'en')).not.toContain('550');
  });
});
