import { expect, it } from '@jest/globals';
import { MAIL_SAMPLES } from './mail-samples.js';
import { expiryOf, templateVariables } from './mail-slots.js';

const frame = { link: 'https://pay.example.com/l', businessName: 'Northstar', locale: 'ar' };

it('gives a template of Mailjet’s the same variables, flat and none missing', () => {
  expect(templateVariables(MAIL_SAMPLES.card_expiry_7, frame)).toEqual({
    customer_name: 'Sara',
    brand: 'Visa',
    last4: '4242',
    exp_month: 12,
    exp_year: 2026,
    expiry: '12/2026',
    days_left: 5,
    portal_link: 'https://pay.example.com/l',
    business_name: 'Northstar',
    locale: 'ar',
  });
  const account = { ...MAIL_SAMPLES.method_added, brand: null, exp_month: null };
  expect(templateVariables(account, { ...frame, link: null })).toMatchObject({
    brand: '',
    exp_month: '',
    portal_link: '',
    is_default: 'true',
  });
});

it('writes an expiry with two and four digits', () => {
  expect(expiryOf(3, 2027)).toBe('03/2027');
});
