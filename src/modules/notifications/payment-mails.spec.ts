import { describe, expect, it } from '@jest/globals';
import { MailRenderer, type MailFrame, type RenderedMail } from './mail-renderer.service.js';
import { mailSample, MAIL_SAMPLES } from './mail-samples.js';
import {
  MAIL_HINTS,
  paymentMailVariables,
  type PaymentMailType,
  type PaymentMailVariables,
} from './payment-mail.schemas.js';

const renderer = new MailRenderer();
const business: MailFrame['business'] = {
  name: 'Northstar',
  logo: null,
  taxId: null,
  support: { email: null, phone: null },
  arabic: { digits: 'latn', months: 'common' },
};
const frame: MailFrame = { business, link: 'https://pay.example.com/care/l/abc' };
const types = Object.keys(paymentMailVariables) as PaymentMailType[];
const everyMail = types.flatMap((type) => (['ar', 'en'] as const).map((locale) => ({ type, locale })));

function visible({ html }: RenderedMail): string {
  return html
    .slice(html.indexOf('<body'))
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, ' ')
    .replace(/&nbsp;|&#8202;/g, ' ');
}

function plain(text: string): string {
  return text.replace(/[\u200e\u200f\u2066-\u2069]/g, '').replaceAll('\u00a0', ' ');
}

type Failed = PaymentMailVariables<'payment_failed'>['items'][number];

function item<T extends { readonly items: readonly unknown[] }>({ items: [first] }: T): T['items'][number] {
  if (first === undefined) throw new Error('The sample lists nothing.');
  return first;
}

const failed: Failed = item(MAIL_SAMPLES.payment_failed);
const account = {
  payment_type: 'paypal',
  brand: null,
  last4: null,
  exp_month: null,
  exp_year: null,
  account_email_masked: 's•••@example.com',
} as const;

describe('mails about payments', () => {
  it.each(everyMail)('tell in the text part of $type in $locale all that they show', ({ type, locale }) => {
    const mail = renderer.render(type, locale, mailSample(type, locale), frame);
    const text = plain(`${mail.text} ${mail.subject}`);
    const body = visible(mail);
    const shown = plain(body.slice(body.indexOf(locale === 'en' ? 'Hello' : 'مرحبًا'))).split(/\s+/);
    const card = ['••••', 'Declined', 'Valid', 'through', 'مرفوضة', 'صالحة', 'حتى', '12/2026'];
    expect(shown.filter((word) => !text.includes(word.replace(/:$/, '')) && !card.includes(word))).toEqual(
      [],
    );
  });

  it.each(everyMail)('hold no number as long as a card’s in $type in $locale', ({ type, locale }) => {
    const { subject, html, text } = renderer.render(type, locale, mailSample(type, locale), frame);
    for (const part of [subject, text, visible({ subject, html, text, version: '' })])
      expect(part).not.toMatch(/\d(?:[ -]?\d){11,}/);
  });

  it.each(everyMail)(
    'have a preview, one button and a way to get help in $type in $locale',
    ({ type, locale }) => {
      const { html, text } = renderer.render(type, locale, mailSample(type, locale), {
        ...frame,
        business: { ...business, support: { email: 'help@example.com', phone: '+44 20 7946 0000' } },
      });
      expect(html).toMatch(/display:none[^>]*>[^<\s{]/);
      expect(html.match(/<a /g)).toHaveLength(1);
      expect(plain(text)).toMatch(/help@example\.com.*\+44 20 7946 0000/);
    },
  );

  it.each([
    ['JPY', 1250, '¥1,250', '1,250 JP¥'],
    ['USD', 1250, '$12.50', '12.50 US$'],
    ['KWD', 1250, 'KWD 1.250', '1.250 د.ك'],
  ])('write %s with its own decimals', (currency, amount, english, arabic) => {
    const v = { ...MAIL_SAMPLES.refunded, amount: { amount, currency } };
    const write = (locale: 'ar' | 'en'): string => plain(renderer.render('refunded', locale, v, frame).text);
    expect(write('en')).toContain(english);
    expect(write('ar')).toContain(`${arabic} `);
  });

  it.each(['ar', 'en'] as const)('never tell of a suspicion, in %s', (locale) => {
    for (const hint of MAIL_HINTS) {
      const { html, text } = renderer.render(
        'update_payment_method',
        locale,
        { ...MAIL_SAMPLES.update_payment_method, items: [{ ...failed, hint }] },
        frame,
      );
      expect(`${html}${text}`).not.toMatch(/fraud|stolen|lost|suspic|risk|احتيال|مسروق|مفقود|مشبوه|اشتباه/i);
    }
    expect(
      paymentMailVariables.payment_failed.safeParse({
        ...MAIL_SAMPLES.payment_failed,
        items: [{ ...failed, hint: 'fraud' }],
      }).success,
    ).toBe(false);
  });

  it('list several causes with what differs between them, and their sum', () => {
    const items = [
      failed,
      {
        ...failed,
        ref: 'b',
        service_name: 'Fibre 500',
        invoice_number: 'INV-000043',
        method: account,
        hint: 'contact_bank' as const,
      },
    ];
    const v = { ...MAIL_SAMPLES.payment_failed, items };
    const english = plain(renderer.render('payment_failed', 'en', v, frame).text);
    expect(english).toContain('We could not take £50.00.');
    expect(english).toContain(
      [
        'Mobile 50 GB: £25.00',
        '  Invoice INV-000042, due 1 December 2026',
        '  Visa card ending in 4242',
        '  There was not enough money available, or a limit was reached.',
        'Fibre 500: £25.00',
        '  Invoice INV-000043, due 1 December 2026',
        '  PayPal account s•••@example.com',
        '  Your bank declined the payment and did not tell us why. It can tell you more, or you can use another payment method.',
        'Total: £50.00',
      ].join('\n'),
    );
    expect(plain(renderer.render('payment_failed', 'ar', v, frame).text)).toContain('الإجمالي: 50.00 UK£');
  });

  it('add up one currency only', () => {
    const items = [failed, { ...failed, ref: 'b', amount: { amount: 500, currency: 'EUR' } }];
    const { subject, text } = renderer.render(
      'payment_failed',
      'en',
      { ...MAIL_SAMPLES.payment_failed, items },
      frame,
    );
    expect(subject).toBe('Your payment of £25.00 + €5.00 did not go through');
    expect(text).not.toContain('Total');
  });

  it('say what happens to each service where it is not the same', () => {
    const first = item(MAIL_SAMPLES.payment_warning);
    const items = [
      first,
      {
        ...first,
        ref: 'b',
        service_name: 'Fibre 500',
        consequence: 'termination' as const,
        consequence_on: '2026-12-10',
        days_left: 5,
      },
    ];
    const text = plain(
      renderer.render('payment_warning', 'en', { ...MAIL_SAMPLES.payment_warning, items }, frame).text,
    );
    expect(text).toContain('will be suspended on 8 December 2026');
    expect(text).toContain('will be ended on 10 December 2026');
  });

  it('speak of one service when several of its invoices are owed', () => {
    const first = item(MAIL_SAMPLES.service_suspended);
    const items = [first, { ...first, ref: 'b', invoice_number: 'INV-000044' }];
    const v = { ...MAIL_SAMPLES.service_suspended, items };
    expect(renderer.render('service_suspended', 'en', v, frame).subject).toBe('Mobile 50 GB is suspended');
    expect(plain(renderer.render('service_suspended', 'ar', v, frame).subject)).toBe(
      'تم تعليق خدمة «Mobile 50 GB»',
    );
  });

  it('ask for a first method where there is none, and show no card', () => {
    const v = {
      ...MAIL_SAMPLES.update_payment_method,
      items: [{ ...failed, method: null, hint: 'no_method' as const, next_attempt_on: null }],
    };
    const { subject, html } = renderer.render('update_payment_method', 'en', v, frame);
    expect(subject).toBe('Please add a payment method');
    expect(html).not.toContain('••••');
  });

  it('name both methods when a backup was charged', () => {
    const { text } = renderer.render('backup_charged', 'en', MAIL_SAMPLES.backup_charged, frame);
    expect(text).toContain('Declined: Visa card ending in 4242');
    expect(text).toContain('Charged: Mastercard card ending in 5454');
  });

  it('bear our tax number on receipts and invoices', () => {
    const told = { ...frame, business: { ...business, taxId: 'GB 123' } };
    for (const type of ['receipt', 'invoice_issued'] as const)
      expect(renderer.render(type, 'en', MAIL_SAMPLES[type], told).text).toContain('GB 123');
  });
});

describe('Arabic mails', () => {
  const styled = (digits: 'latn' | 'arab', months: 'common' | 'levant'): string =>
    plain(
      renderer.render('payment_warning', 'ar', MAIL_SAMPLES.payment_warning, {
        ...frame,
        business: { ...business, arabic: { digits, months } },
      }).text,
    );

  it('write digits and months as configured, but what stands on a card as it stands there', () => {
    expect(styled('latn', 'common')).toContain('8 ديسمبر 2026');
    expect(styled('latn', 'levant')).toContain('8 كانون الأول 2026');
    const arabic = styled('arab', 'common');
    expect(arabic).toContain('٨ ديسمبر ٢٠٢٦');
    expect(arabic).toContain('٦٤٫٩٩');
    expect(arabic).toContain('INV-000042');
    const mail = renderer.render('card_expiry_7', 'ar', MAIL_SAMPLES.card_expiry_7, {
      ...frame,
      business: { ...business, arabic: { digits: 'arab', months: 'common' } },
    });
    expect(visible(mail)).toContain('متبقٍّ ٥ أيام');
    expect(plain(mail.subject)).toContain('4242');
  });
});
