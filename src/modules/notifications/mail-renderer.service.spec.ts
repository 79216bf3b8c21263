import { describe, expect, it } from '@jest/globals';
import { MailRenderer, type MailFrame } from './mail-renderer.service.js';
import { MAIL_SAMPLES } from './mail-samples.js';
import { isMailType, mailVariables, type MailType } from './mail-variables.schemas.js';

const types = Object.keys(mailVariables) as MailType[];
const house: MailFrame['business'] = {
  name: 'Fish & Chips',
  logo: null,
  taxId: null,
  support: { email: null, phone: null },
  arabic: { digits: 'latn', months: 'common' },
};
const frame: MailFrame = {
  business: house,
  link: 'https://pay.example.com/care/l/abc?x=1&y=2',
};
const renderer = new MailRenderer();
const everyMail = types.flatMap((type) => (['ar', 'en'] as const).map((locale) => ({ type, locale })));
const expiring = { ...MAIL_SAMPLES.card_expiry_30 };
const paypal = {
  ...MAIL_SAMPLES.method_added,
  payment_type: 'paypal',
  brand: null,
  last4: null,
  exp_month: null,
  exp_year: null,
  account_email_masked: 's•••@example.com',
} as const;

function wordsOf(html: string): string {
  return html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

describe('mail renderer', () => {
  it.each(everyMail)('writes $type in $locale whole: subject, link, no gap', ({ type, locale }) => {
    const mail = renderer.render(type, locale, MAIL_SAMPLES[type], frame);
    expect(mail.subject).not.toMatch(/undefined|null|NaN|\[object|[\r\n]/);
    for (const part of [wordsOf(mail.html), mail.text])
      expect(part).not.toMatch(/undefined|null|NaN|\[object|\{\{/);
    expect(mail.html).toContain('href="https://pay.example.com/care/l/abc?x=1&amp;y=2"');
    expect(mail.text).toContain('https://pay.example.com/care/l/abc?x=1&y=2');
    expect(mail.html).toContain('Fish &amp; Chips');
    expect(mail.html).toMatch(
      locale === 'ar' ? /<html lang="?ar"? dir="?rtl"?/ : /<html lang="?en"? dir="?ltr"?/,
    );
  });

  it.each(everyMail)('asks for nothing from another machine in $type, $locale', ({ type, locale }) => {
    const { html } = renderer.render(type, locale, MAIL_SAMPLES[type], frame);
    expect(html.match(/(src|href)="https?:\/\/[^"]+|url\([^)]+\)|@import/g)).toEqual([
      'href="https://pay.example.com/care/l/abc?x=1&amp;y=2',
    ]);
  });

  it.each(everyMail.filter(({ locale }) => locale === 'ar'))(
    'writes $type in Arabic letters',
    ({ type, locale }) => {
      const sample = { ...MAIL_SAMPLES[type] };
      const { html, subject } = renderer.render(type, locale, sample, {
        ...frame,
        business: { ...house, name: 'نورث' },
      });
      expect(subject).toMatch(/\p{Script=Arabic}/u);
      const latin = wordsOf(html).match(/[a-z]{3,}/gi) ?? [];
      const given = JSON.stringify(sample);
      expect(
        latin.filter((word) => !new RegExp(word, 'i').test(given) && !/^(zwnj|nbsp)$/.test(word)),
      ).toEqual([]);
    },
  );

  it('confirms in the words that the requirements give', () => {
    const english = renderer.render(
      'method_added',
      'en',
      { ...MAIL_SAMPLES.method_added, last4: '1234' },
      frame,
    );
    expect(english.text).toContain('Your Visa card ending in 1234 has been added to your account.');
    const arabic = renderer.render(
      'method_added',
      'ar',
      { ...MAIL_SAMPLES.method_added, last4: '1234' },
      frame,
    );
    expect(arabic.text.replace(/[\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ')).toContain(
      'تمت إضافة بطاقة Visa الخاصة بك التي تنتهي بـ 1234 إلى حسابك.',
    );
  });

  it('keeps a name from becoming markup or a second header', () => {
    const name = '<img src=x onerror=alert(1)>\r\nBcc: all@example.com';
    const mail = renderer.render(
      'card_expired',
      'en',
      { ...expiring, customer_name: name, days_left: -1 },
      frame,
    );
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const titled = { ...MAIL_SAMPLES.staff_alert, title: `x${name}` };
    expect(renderer.render('staff_alert', 'en', titled, frame).subject).not.toMatch(/[\r\n]/);
  });

  it.each([
    [-3, 'Expired', 'منتهية الصلاحية'],
    [0, 'Last day today', 'اليوم هو الأخير'],
    [1, '1 day left', 'متبقٍّ يوم واحد'],
    [2, '2 days left', 'متبقٍّ يومان'],
    [7, '7 days left', 'متبقٍّ 7 أيام'],
    [30, '30 days left', 'متبقٍّ 30 يومًا'],
    [100, '100 days left', 'متبقٍّ 100 يوم'],
  ])('counts %i days in both languages', (daysLeft, english, arabic) => {
    const variables = { ...expiring, days_left: daysLeft };
    expect(wordsOf(renderer.render('card_expiry_30', 'en', variables, frame).html)).toContain(english);
    expect(wordsOf(renderer.render('card_expiry_30', 'ar', variables, frame).html)).toContain(arabic);
  });

  it('names months from integers, the last one of the year included', () => {
    const variables = { ...expiring, exp_month: 12, exp_year: 2026 };
    expect(renderer.render('card_expiry_30', 'en', variables, frame).text).toContain('December\u00a02026');
    expect(renderer.render('card_expiry_30', 'ar', variables, frame).text).toContain('ديسمبر\u00a02026');
    expect(renderer.render('card_expiry_30', 'en', variables, frame).html).toContain('12/2026');
  });

  it('shows a PayPal account by its masked address, and no card', () => {
    const { html, text } = renderer.render('method_added', 'en', paypal, frame);
    expect(text).toContain('Your PayPal account s•••@example.com has been added');
    expect(html).not.toContain('••••');
    expect(
      renderer.render(
        'default_changed',
        'ar',
        { ...MAIL_SAMPLES.default_changed, ...paypal, reason: 'chosen' },
        frame,
      ).text,
    ).toContain('هو الآن');
  });

  it('has no button without a link', () => {
    const { html, text } = renderer.render(
      'method_added',
      'en',
      { ...paypal, link: null },
      { ...frame, link: null },
    );
    expect(html).not.toContain('href');
    expect(html).not.toContain('See payment methods');
    expect(text).not.toContain('See payment methods');
  });

  it('shows the logo instead of the name when it has an address', () => {
    const business = { ...house, name: 'A "B"', logo: 'https://a.example.com/logo.png' };
    const { html } = renderer.render('sign_in_link', 'en', MAIL_SAMPLES.sign_in_link, { ...frame, business });
    expect(html).toContain('<img src="https://a.example.com/logo.png" alt="A &quot;B&quot;"');
  });

  it('tells the code of a sign-in by its digits, alike in both languages, and shows dots where it is not for the reader', () => {
    const arabic = { ...house, arabic: { digits: 'arab', months: 'common' } as const };
    for (const [locale, business] of [
      ['en', house],
      ['ar', arabic],
    ] as const) {
      const shown = (code: string | null) =>
        renderer.render(
          'sign_in_link',
          locale,
          { ...MAIL_SAMPLES.sign_in_link, code },
          { ...frame, business },
        );
      expect(shown('493027').text).toContain('\n493027\n');
      expect(shown('493027').html).toMatch(/dir="ltr"[^>]*>493027</);
      expect(shown(null).text).toContain('\n••••••\n');
    }
  });

  it('has a link that ends reminders under reminders, and under nothing else', () => {
    const unsubscribe = 'https://pay.example.com/care/unsubscribe/a?b&c';
    for (const { type, locale } of everyMail) {
      const { html, text } = renderer.render(type, locale, MAIL_SAMPLES[type], { ...frame, unsubscribe });
      const isReminder = type.startsWith('card_exp');
      expect([type, html.includes('href="https://pay.example.com/care/unsubscribe/a?b&amp;c"')]).toEqual([
        type,
        isReminder,
      ]);
      expect([type, text.includes(unsubscribe)]).toEqual([type, isReminder]);
    }
  });

  it('gives each type and language a version of its own, the same every time', () => {
    const versions = everyMail.map(({ type, locale }) => new MailRenderer().version(type, locale));
    expect(new Set(versions).size).toBe(everyMail.length);
    expect(versions).toEqual(everyMail.map(({ type, locale }) => renderer.version(type, locale)));
  });

  it('cuts a subject that Mailjet would refuse', () => {
    const variables = { ...MAIL_SAMPLES.staff_alert, title: 'x'.repeat(400) };
    expect(renderer.render('staff_alert', 'en', variables, frame).subject).toHaveLength(255);
  });
});

describe('mail variables', () => {
  it.each(types)('refuses an unknown or missing variable of %s', (type) => {
    const [first = ''] = Object.keys(MAIL_SAMPLES[type]);
    expect(mailVariables[type].safeParse(MAIL_SAMPLES[type]).success).toBe(true);
    expect(mailVariables[type].safeParse({ ...MAIL_SAMPLES[type], pan: '1' }).success).toBe(false);
    expect(mailVariables[type].safeParse({ ...MAIL_SAMPLES[type], [first]: undefined }).success).toBe(false);
  });

  it('knows which types have a template', () => {
    expect(isMailType('card_expired')).toBe(true);
    expect(isMailType('toString')).toBe(false);
  });
});
