import { describe, expect, it } from '@jest/globals';
import { unsubscribePage } from './unsubscribe-page.js';

describe('the page behind the link under a reminder', () => {
  it('asks before it does anything, and has a button only then', () => {
    expect(unsubscribePage('ask', 'North', 'en')).toContain('<form method="post">');
    for (const step of ['done', 'refused'] as const)
      expect(unsubscribePage(step, 'North', 'en')).not.toContain('<form');
  });

  it('runs from right to left in Arabic, and shows a name as text', () => {
    const page = unsubscribePage('done', '<b>A & B</b>', 'ar');
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('&lt;b&gt;A &amp; B&lt;/b&gt;');
  });
});
