import { type CardBehaviour, type CardRecord, type PayerRecord } from './records.js';

interface TestCard {
  readonly number: string;
  readonly behaviour: CardBehaviour;
  readonly type?: string;
  /** Says on the stand-in's pages what it does. */
  readonly does: { readonly en: string; readonly ar: string };
}

/** Numbers for tests; they are no cards. Every other number is a card that pays. */
export const TEST_CARDS: readonly TestCard[] = [
  { number: '4111111111111111', behaviour: {}, does: { en: 'pays', ar: 'تُقبل' } },
  { number: '4012888888881881', behaviour: {}, does: { en: 'pays', ar: 'تُقبل' } },
  { number: '4000056655665556', behaviour: {}, type: 'DEBIT', does: { en: 'pays, debit', ar: 'تُقبل، خصم' } },
  { number: '5555555555554444', behaviour: {}, does: { en: 'pays', ar: 'تُقبل' } },
  { number: '378282246310005', behaviour: {}, does: { en: 'pays', ar: 'تُقبل' } },
  card('4000000000000002', { save: 'INSTRUMENT_DECLINED' }, 'is refused', 'تُرفض'),
  card('4000000000000069', { save: 'CARD_EXPIRED' }, 'is expired', 'منتهية'),
  card(
    '4000000000000127',
    { save: 'PAYMENT_SOURCE_INFO_CANNOT_BE_VERIFIED' },
    'has a wrong code',
    'رمزها خاطئ',
  ),
  card('4000000000009995', { charge: '5120' }, 'has no funds', 'لا رصيد فيها'),
  card('4000000000009987', { charge: '9520' }, 'is reported lost', 'مُبلّغ عن فقدها'),
  card('4000002760003184', { wantsCustomer: true }, 'asks the customer', 'تسأل العميل'),
  card('4000000000007726', { pendingRefund: true }, 'is refunded late', 'يتأخر ردّها'),
  card('4000000000000077', { pendingCapture: true }, 'is reviewed first', 'تُراجع أولًا'),
  card('4000000000000259', { disputed: true }, 'is disputed', 'يُعترض عليها'),
];

/** People with a PayPal account, for the stand-in's pages. */
export const TEST_PAYERS: Readonly<Record<'payer' | 'other_payer', PayerRecord>> = {
  payer: {
    payer_id: 'NRA4K7ZQ2XW9C',
    email_address: 'nora.haddad@example.com',
    given_name: 'Nora',
    surname: 'Haddad',
  },
  other_payer: {
    payer_id: 'SMR8T3PLQ6VYE',
    email_address: 'samir.aziz@example.com',
    given_name: 'Samir',
    surname: 'Aziz',
  },
};

const BRANDS: readonly (readonly [string, RegExp])[] = [
  ['VISA', /^4/],
  ['MASTERCARD', /^(5[1-5]|2[2-7])/],
  ['AMEX', /^3[47]/],
  ['DISCOVER', /^6(011|4|5)/],
  ['JCB', /^35/],
];

/** What is kept of a card that was typed; its number is not. */
export function cardOf(typed: {
  readonly number: string;
  readonly expiry: string;
  readonly name?: string | undefined;
  readonly country?: string | undefined;
}): CardRecord {
  const known = TEST_CARDS.find(({ number }) => number === typed.number);
  return {
    brand: BRANDS.find(([, start]) => start.test(typed.number))?.[0] ?? 'CHINA_UNION_PAY',
    last_digits: typed.number.slice(-4),
    expiry: typed.expiry,
    type: known?.type ?? 'CREDIT',
    behaviour: known?.behaviour ?? {},
    ...(typed.name ? { name: typed.name } : {}),
    ...(typed.country ? { country: typed.country } : {}),
  };
}

/** Whether the number's check digit is right. */
export function passesLuhn(number: string): boolean {
  if (!/^\d{13,19}$/.test(number)) return false;
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number.at(-1 - place)) * (place % 2 === 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 === 0;
}

function card(number: string, behaviour: CardBehaviour, en: string, ar: string): TestCard {
  return { number, behaviour, does: { en, ar } };
}
