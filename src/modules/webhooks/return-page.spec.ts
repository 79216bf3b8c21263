import { describe, expect, it } from '@jest/globals';
import { deadLinkPage, missingReturnPage, returnPage, withOutcome, type ReturnFacts } from './return-page.js';

const FACTS: ReturnFacts = {
  about: 'setup' as const,
  setupId: '01890000-0000-7000-8000-000000000000',
  status: 'completed',
  origins: ['https://crm.example', 'https://shop.example'],
  goOnTo: null,
  businessName: 'A & "B" <C>',
};

describe('the page a browser comes back to', () => {
  it('speaks Arabic from the right and English from the left', () => {
    expect(returnPage(FACTS, 'ar')).toContain('<html lang="ar" dir="rtl"');
    expect(returnPage(FACTS, 'ar')).toContain('تم حفظ وسيلة الدفع');
    expect(returnPage(FACTS, 'en')).toContain('<html lang="en" dir="ltr"');
    expect(returnPage(FACTS, 'en')).toContain('has been saved');
  });

  it('lets nothing that it is filled with become markup, and holds no inline script', () => {
    const page = returnPage({ ...FACTS, goOnTo: 'https://shop.example/?a="><script>x</script>' }, 'en');
    expect(page).toContain('A &amp; &quot;B&quot; &lt;C&gt;');
    expect([...page.matchAll(/<script/g)]).toHaveLength(1);
    expect(page).not.toMatch(/<script[^>]*>[^<]|style="|onload/);
  });

  it('names where to go on, for browsers without scripts too', () => {
    expect(returnPage({ ...FACTS, goOnTo: 'https://shop.example/back?setup_id=1' }, 'en')).toContain(
      '<a href="https://shop.example/back?setup_id=1">',
    );
    expect(returnPage(FACTS, 'en')).not.toContain('data-go-on-to');
  });

  it('leads whoever did not come to an end with a payment to his account, and nobody else', () => {
    const page = (status: ReturnFacts['status']): string =>
      returnPage({ ...FACTS, about: 'payment', status, accountUrl: 'https://pay.example/care' }, 'en');
    for (const status of ['failed', 'expired'] as const)
      expect(page(status)).toContain('<a href="https://pay.example/care">Open my account</a>');
    for (const status of ['completed', 'pending'] as const) expect(page(status)).not.toContain('<a ');
    expect(deadLinkPage('A', 'https://pay.example/care', 'ar')).toMatch(
      /dir="rtl"[\s\S]*لم يعد هذا الرابط يعمل[\s\S]*<a href="https:\/\/pay\.example\/care">/,
    );
  });

  it('adds the outcome to an address and takes nothing from it', () => {
    expect(withOutcome('https://shop.example/back?order=7#card', FACTS.setupId, 'failed')).toBe(
      `https://shop.example/back?order=7&setup_id=${FACTS.setupId}&status=failed#card`,
    );
  });
});

describe('the page of what is not there', () => {
  it.each([
    ['ar', 'rtl', 'لا نعرف هذا العنوان'],
    ['en', 'ltr', 'We do not know this address'],
  ] as const)('speaks %s, and holds no script and no markup of others', (locale, dir, text) => {
    const page = missingReturnPage('A & <C>', locale);
    expect(page).toContain(`<html lang="${locale}" dir="${dir}">`);
    expect(page).toContain(text);
    expect(page).toContain('A &amp; &lt;C&gt;');
    expect(page).not.toContain('<script');
  });
});
