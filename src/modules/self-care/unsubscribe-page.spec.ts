import { describe, expect, it } from '@jest/globals';
import { unsubscribePage } from './unsubscribe-page.js';

describe('the page behind the link under a reminder', () => {
  it('asks before it does anything, and has a button only then', () => {
    expect(unsubscribePage('ask', 'North', 'en')).toContain('<form method="post">');
    for (const step of ['again', 'refused'] as const)
      expect(unsubscribePage(step, 'North', 'en')).not.toContain('<form');
  });

  it('says that it is done, or was before, and offers the way back at an address that no mail program posts to', () => {
    for (const step of ['done', 'already'] as const)
      expect(unsubscribePage(step, 'North', 'en')).toContain('<form method="post" action="?reminders=on">');
  });

  it('runs from right to left in Arabic, and shows a name as text', () => {
    const page = unsubscribePage('done', '<b>A & B</b>', 'ar');
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('&lt;b&gt;A &amp; B&lt;/b&gt;');
  });
});
