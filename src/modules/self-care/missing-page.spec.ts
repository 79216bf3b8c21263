import { describe, expect, it } from '@jest/globals';
import { missingPage, wantsPage } from './missing-page.js';

describe('an address of the portal that leads nowhere', () => {
  it('is a page for browsers alone', () => {
    expect(wantsPage('text/html,application/xhtml+xml,*/*;q=0.8')).toBe(true);
    for (const accept of [undefined, '*/*', 'application/json', 'text/htmlx'])
      expect(wantsPage(accept)).toBe(false);
  });

  it('leads on to the account, in either language, and shows a name as text', () => {
    for (const [locale, dir] of [
      ['ar', 'rtl'],
      ['en', 'ltr'],
    ] as const) {
      const page = missingPage('<b>A</b>', 'https://pay.example/care?a&b', locale);
      expect(page).toContain(`<html lang="${locale}" dir="${dir}">`);
      expect(page).toContain('href="https://pay.example/care?a&amp;b"');
      expect(page).not.toContain('<b>');
    }
  });
});
