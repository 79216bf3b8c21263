import { describe, expect, it } from '@jest/globals';
import { escapeHtml } from '../../common/html.js';
import { isolate, ltr, strong, t, toHtml, toPlain } from './mail-text.js';

describe('mail text', () => {
  it('escapes values in HTML and leaves them alone in plain text', () => {
    const text = t`Hello ${isolate('<b>"Ann" & \'Bo\'</b>')}, ${strong('<i>')} ${'<u>'}`;
    expect(toHtml(text)).toBe(
      'Hello <bdi>&lt;b&gt;&quot;Ann&quot; &amp; &#39;Bo&#39;&lt;/b&gt;</bdi>, <strong class="strong">&lt;i&gt;</strong> &lt;u&gt;',
    );
    expect(toPlain(text, false)).toBe('Hello <b>"Ann" & \'Bo\'</b>, <i> <u>');
  });

  it('keeps card digits left to right inside Arabic, in both parts', () => {
    const text = t`تنتهي بـ ${ltr('4242')}`;
    expect(toHtml(text)).toContain(
      '<span dir="ltr" style="unicode-bidi:isolate;white-space:nowrap">4242</span>',
    );
    expect(toPlain(text, true)).toBe('تنتهي بـ \u20664242\u2069');
    expect(toPlain(text, false)).toBe('تنتهي بـ 4242');
  });

  it('puts a sentence inside a sentence, and numbers', () => {
    expect(toPlain(t`Your ${t`${ltr('Visa')} card`} has ${3} days`, false)).toBe('Your Visa card has 3 days');
  });

  it('lets no value break a line of the subject', () => {
    expect(toPlain(t`Hello ${isolate('A\r\nBcc: b@example.com')}`, false)).toBe('Hello A Bcc: b@example.com');
  });

  it('returns text without special characters as it is', () => {
    expect(escapeHtml('Sara حداد')).toBe('Sara حداد');
  });
});
