import { type CardBehaviour, NAMED_BEHAVIOURS } from './card-behaviour.js';

/** A card as its number describes it; the number itself never leaves the function that reads it. */
export interface CardKind {
  brand: string;
  funding: 'credit' | 'debit' | 'prepaid' | 'unknown';
  country: string;
  behaviour: CardBehaviour;
}

interface TestCard {
  number: string;
  /** The names after `pm_card_` and `tok_`. */
  tokens: readonly string[];
  brand?: string;
  funding?: CardKind['funding'];
  behaviour?: string;
}

// The numbers and tokens that Stripe documents for tests; they are no cards.
const TEST_CARDS: readonly TestCard[] = [
  { number: '4242424242424242', tokens: ['visa'] },
  { number: '4000056655665556', tokens: ['visa_debit'], funding: 'debit' },
  { number: '5555555555554444', tokens: ['mastercard'], brand: 'mastercard' },
  { number: '2223003122003222', tokens: [], brand: 'mastercard' },
  { number: '5200828282828210', tokens: ['mastercard_debit'], brand: 'mastercard', funding: 'debit' },
  { number: '5105105105105100', tokens: ['mastercard_prepaid'], brand: 'mastercard', funding: 'prepaid' },
  { number: '378282246310005', tokens: ['amex'], brand: 'amex' },
  { number: '6011111111111117', tokens: ['discover'], brand: 'discover' },
  { number: '3056930009020004', tokens: ['diners'], brand: 'diners' },
  { number: '3566002020360505', tokens: ['jcb'], brand: 'jcb' },
  { number: '6200000000000005', tokens: ['unionpay'], brand: 'unionpay' },
  ...declining('4000000000000002', 'chargeDeclined'),
  ...declining('4000000000009995', 'chargeDeclinedInsufficientFunds'),
  ...declining('4000000000009987', 'chargeDeclinedLostCard'),
  ...declining('4000000000009979', 'chargeDeclinedStolenCard'),
  ...declining('4000000000000069', 'chargeDeclinedExpiredCard'),
  ...declining('4000000000000127', 'chargeDeclinedIncorrectCvc'),
  ...declining('4000000000000119', 'chargeDeclinedProcessingError'),
  ...declining('4000000000006975', 'chargeDeclinedVelocityLimitExceeded'),
  ...behaving('4000000000000341', 'chargeCustomerFail'),
  ...behaving('4000002760003184', 'authenticationRequired'),
  ...behaving('4000002500003155', 'authenticationRequiredOnSetup'),
  ...behaving('4000003800000446', 'authenticationRequiredSetupForOffSession'),
  ...behaving('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds'),
  ...behaving('4000000000003220', 'threeDSecure2Required'),
  ...behaving('4000008400001629', 'threeDSecureRequiredChargeDeclined'),
  ...behaving('4000000000000259', 'createDispute'),
  ...behaving('4000000000005423', 'createIssuerFraudRecord'),
  ...behaving('4100000000000019', 'radarBlock'),
  ...behaving('4000000000007726', 'pendingRefund'),
  ...behaving('4000000000005126', 'refundFail'),
  ...behaving('4000000000000101', 'cvcCheckFail'),
];

function behaving(number: string, name: string): TestCard[] {
  return [{ number, tokens: [name], behaviour: name }];
}

function declining(number: string, name: string): TestCard[] {
  return [{ number, tokens: [name, `visa_${name}`], behaviour: name }];
}

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]));
const BY_TOKEN = new Map(
  TEST_CARDS.flatMap((card) => card.tokens.map((token) => [token, card.number] as const)),
);

const BRANDS: readonly (readonly [string, RegExp])[] = [
  ['visa', /^4/],
  ['mastercard', /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['amex', /^3[47]/],
  ['discover', /^(6011|64[4-9]|65)/],
  ['diners', /^3(0[0-5]|[689])/],
  ['jcb', /^35(2[89]|[3-8])/],
  ['unionpay', /^(62|81)/],
];

/** The brand that a number's first digits name. */
export function brandOf(number: string): string {
  return BRANDS.find(([, start]) => start.test(number))?.[0] ?? 'unknown';
}

/** Whether the number's check digit is right. */
export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (let i = 0; i < number.length; i++) {
    const digit = number.charCodeAt(number.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** What is known of the card with this number: the documented test cards behave as documented, all others pay. */
export function cardKindOf(number: string): CardKind {
  const known = BY_NUMBER.get(number);
  return {
    brand: known?.brand ?? brandOf(number),
    funding: known?.funding ?? 'credit',
    country: 'US',
    behaviour: known?.behaviour === undefined ? {} : (NAMED_BEHAVIOURS[known.behaviour] ?? {}),
  };
}

/** The test number behind a token such as `pm_card_visa` or `tok_visa`, and the card's country where the token names one. */
export function testToken(token: string): { number: string; country: string } | null {
  const name = /^(?:pm_card_|tok_)(\w+)$/.exec(token)?.[1];
  if (name === undefined) return null;
  const number = BY_TOKEN.get(name);
  if (number !== undefined) return { number, country: 'US' };
  return /^[a-z]{2}$/.test(name) ? countryCard(name) : null;
}

function countryCard(country: string): { number: string; country: string } {
  const digits = `${String(country.charCodeAt(0) - 86)}${String(country.charCodeAt(1) - 86)}`;
  const stem = `400000${digits}00000`;
  const check = '0123456789'.split('').find((digit) => passesLuhn(stem + digit)) ?? '0';
  return { number: stem + check, country: country.toUpperCase() };
}
