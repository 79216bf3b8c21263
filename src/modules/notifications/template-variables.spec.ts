import { describe, expect, it } from '@jest/globals';
import { mailFormat } from './mail-format.js';
import { MAIL_SAMPLES } from './mail-samples.js';
import type { MailType } from './mail-variables.schemas.js';
import { expiryOf, templateVariables } from './template-variables.js';

const format = mailFormat('en', { digits: 'latn', months: 'common' });
const frame = {
  link: 'https://pay.example.com/l',
  unsubscribe: 'https://pay.example.com/u',
  businessName: 'Northstar',
  locale: 'ar',
  format,
};

describe('a template of Mailjet’s', () => {
  it('gets the same variables, flat and none missing', () => {
    expect(templateVariables(MAIL_SAMPLES.card_expiry_7, frame)).toEqual({
      customer_name: 'Sara',
      brand: 'Visa',
      last4: '4242',
      exp_month: 12,
      exp_year: 2026,
      expiry: '12/2026',
      days_left: 5,
      portal_link: 'https://pay.example.com/l',
      unsubscribe_link: 'https://pay.example.com/u',
      business_name: 'Northstar',
      locale: 'ar',
    });
    const account = { ...MAIL_SAMPLES.method_added, brand: null, exp_month: null };
    expect(templateVariables(account, { ...frame, link: null, unsubscribe: null })).toMatchObject({
      brand: '',
      exp_month: '',
      portal_link: '',
      unsubscribe_link: '',
      is_default: 'true',
    });
  });

  it('gets amounts and days in words, lists for its loops, and their first entry besides', () => {
    const { items, ...rest } = templateVariables(MAIL_SAMPLES.payment_warning, frame);
    expect(items).toMatchObject([
      { service_name: 'Mobile 50 GB', amount: '£25.00', consequence_on: '8\u00a0December\u00a02026' },
      { service_name: 'Fibre 500', amount: '£39.99', brand: 'Visa', last4: '4242', expiry: '12/2026' },
    ]);
    expect(rest).toMatchObject({ customer_name: 'Sara', amount: '£25.00', last4: '4242', days_left: 3 });
    expect(templateVariables(MAIL_SAMPLES.backup_charged, frame)).toMatchObject({
      failed_brand: 'Visa',
      failed_last4: '4242',
      charged_brand: 'Mastercard',
      charged_expiry: '12/2028',
      amount: '£25.00',
    });
    expect(templateVariables(MAIL_SAMPLES.invoice_issued, frame)).toMatchObject({
      charge_on: '1\u00a0December\u00a02026',
      charge_last4: '4242',
    });
  });

  it.each(Object.keys(MAIL_SAMPLES) as MailType[])(
    'gets nothing of %s that is not text or number',
    (type) => {
      expect(JSON.stringify(templateVariables(MAIL_SAMPLES[type], frame))).not.toMatch(/null|object Object/);
    },
  );
});

it('writes an expiry with two and four digits', () => {
  expect(expiryOf(3, 2027)).toBe('03/2027');
});
