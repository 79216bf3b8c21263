import { describe, expect, it } from '@jest/globals';
import { CareProblem } from './care-problem.js';
import { refusalOf, textsFor } from './texts.js';

/** Every path to a word; the types say already that both languages have the same. */
function paths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => paths(inner, `${path}.${name}`));
}

function words(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(words) : [];
}

describe('the words of the pages', () => {
  it('are the same in both languages, and none is empty', () => {
    expect(paths(textsFor('ar'))).toEqual(paths(textsFor('en')));
    for (const locale of ['ar', 'en'] as const)
      expect(words(textsFor(locale)).filter((text) => text === '')).toEqual([]);
  });

  it('are Arabic in Arabic', () => {
    const latin = words(textsFor('ar')).filter((text) => !/[\u0600-\u06ff]/.test(text) && text.trim() !== '');
    expect(latin).toEqual(['English']);
  });

  it('never disclose a suspicion of fraud', () => {
    for (const locale of ['ar', 'en'] as const)
      expect(words(textsFor(locale)).join(' ')).not.toMatch(/fraud|احتيال/i);
  });
});

describe('a refused action', () => {
  const told = (locale: 'ar' | 'en', status: number, facts: Record<string, unknown>): string =>
    refusalOf(
      { texts: textsFor(locale), instant: (at) => at.slice(0, 10) },
      new CareProblem('conflict', status, facts),
    );

  it('is told by its reason: until when a card’s network lets it be tried no more, and that it is not our fault', () => {
    const facts = { reason: 'network_cap', possible_at: '2031-03-31T10:00:00.000Z' };
    for (const locale of ['ar', 'en'] as const) {
      expect(told(locale, 409, facts)).toContain('2031-03-31');
      expect(told(locale, 409, facts)).not.toContain(textsFor(locale).refusals.server_error);
    }
    expect(told('en', 409, { reason: 'payment_in_progress' })).toMatch(/already on its way/);
  });

  it('is told by its status where nobody knows its reason', () => {
    expect(told('en', 422, { reason: 'unheard_of' })).toBe(textsFor('en').refusals.invalid);
    expect(told('en', 500, {})).toBe(textsFor('en').refusals.server_error);
  });
});
