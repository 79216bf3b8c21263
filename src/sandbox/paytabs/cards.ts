/** What may be known of a card without its number. */
export interface CardFacts {
  scheme: string;
  type: string;
  /** Such as `4111 11## #### 1111`. */
  description: string;
  month: number;
  year: number;
}

/** How the bank behind a card answers. Nothing set: it saves and pays. */
export interface CardBehaviour {
  /** The code of its refusal when it is saved, or paid with on a page. */
  page?: string;
  /** The code of its refusal when its token is charged. */
  charge?: string;
  /** The transaction stays pending, or on hold, until it is settled by hand. */
  stays?: 'P' | 'H';
  /** A refund stays pending until it is settled by hand. */
  refundStays?: boolean;
}

/** What each code says, and with which status it comes (support article 60000711358). */
export const CODES: Readonly<Record<string, readonly [status: 'D' | 'E' | 'C', message: string]>> = {
  '1': ['E', 'Authentication failed'],
  '2': ['E', 'Invalid request'],
  '4': ['E', 'Duplicate Request'],
  '200': ['E', 'Invalid card number'],
  '206': ['D', 'Currency mismatch'],
  '300': ['D', 'Not authorised'],
  '310': ['D', '3D Secure authentication rejected'],
  '316': ['D', 'Insufficient funds'],
  '321': ['C', 'Cancelled'],
  '345': ['D', '3D Secure authentication not completed'],
  '400': ['E', 'Internal system error'],
  '501': ['D', 'Fraud report'],
};

/** A number for tests, as the page lists it. */
export interface TestCard {
  readonly number: string;
  readonly name: string;
  readonly behaviour: CardBehaviour;
}

/** Numbers of no real card: PayTabs' own for tests, then those that are refused by a code, at once or when charged later. */
export const TEST_CARDS: readonly TestCard[] = [
  { number: '4111111111111111', name: 'good', behaviour: {} },
  { number: '4000000000000002', name: 'other_visa', behaviour: {} },
  { number: '5200000000000114', name: 'mastercard', behaviour: {} },
  { number: '4000056655665556', name: 'debit', behaviour: {} },
  { number: '343434343434343', name: 'amex', behaviour: {} },
  { number: '4464040000000007', name: 'mada', behaviour: {} },
  ...['200', '300', '310', '316', '345', '400', '501'].map((code) => ({
    number: withCheckDigit(`400000000000${code}`),
    name: `declined_${code}`,
    behaviour: { page: code, charge: code },
  })),
  ...['300', '310', '316', '501'].map((code) => ({
    number: withCheckDigit(`410000000000${code}`),
    name: `later_${code}`,
    behaviour: { charge: code },
  })),
  { number: withCheckDigit('410000000000600'), name: 'later_pending', behaviour: { stays: 'P' } },
  { number: withCheckDigit('410000000000700'), name: 'later_hold', behaviour: { stays: 'H' } },
  { number: withCheckDigit('410000000000800'), name: 'refund_pending', behaviour: { refundStays: true } },
];

const DEBIT = new Set(['4000056655665556', '4464040000000007']);

/** How the bank behind a number answers; any number without a role pays. */
export function behaviourOf(number: string): CardBehaviour {
  return TEST_CARDS.find((card) => card.number === number)?.behaviour ?? {};
}

/** What may be kept of a number; the number itself goes no further. */
export function factsOf(number: string, month: number, year: number): CardFacts {
  return {
    scheme: schemeOf(number),
    type: DEBIT.has(number) ? 'Debit' : 'Credit',
    description: `${number.slice(0, 4)} ${number.slice(4, 6)}## #### ${number.slice(-4)}`,
    month,
    year,
  };
}

/** Whether it could be a card's number. */
export function isNumber(text: string): boolean {
  return /^\d{12,19}$/.test(text) && luhn(text) % 10 === 0;
}

function schemeOf(number: string): string {
  if (number.startsWith('446404')) return 'mada';
  if (number.startsWith('4')) return 'Visa';
  if (/^3[47]/.test(number)) return 'AmericanExpress';
  return /^(5[1-5]|2[2-7])/.test(number) ? 'MasterCard' : 'Unknown';
}

function withCheckDigit(stem: string): string {
  return `${stem}${String((10 - (luhn(`${stem}0`) % 10)) % 10)}`;
}

function luhn(digits: string): number {
  return Array.from(digits)
    .reverse()
    .reduce((sum, digit, place) => {
      const value = Number(digit) * (place % 2 === 1 ? 2 : 1);
      return sum + (value > 9 ? value - 9 : value);
    }, 0);
}
