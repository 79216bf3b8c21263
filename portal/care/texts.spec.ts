import { describe, expect, it } from '@jest/globals';
import { textsFor } from './texts.js';

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
