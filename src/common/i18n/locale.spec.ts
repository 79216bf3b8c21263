import { describe, expect, it } from '@jest/globals';
import { localeOf } from './locale.js';

describe('localeOf', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ar', 'ar'],
    ['ar-SA,ar;q=0.9,en;q=0.8', 'ar'],
    ['en-GB,en;q=0.9,ar;q=0.8', 'en'],
    ['en;q=0.1, ar;q=0.9', 'ar'],
    ['fr, ar;q=0.5', 'ar'],
    ['ar;q=0, en', 'en'],
    ['fr,de', 'en'],
    [';;;,,q=', 'en'],
  ])('reads %p as %p', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});
