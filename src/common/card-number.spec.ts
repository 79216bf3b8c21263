import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes, randomUUID } from 'node:crypto';
import { containsCardNumber, findCardNumber, maskCardNumbers } from './card-number.js';

/** Published issuer prefixes with the lengths that their scheme uses. */
const ISSUERS: readonly (readonly [string, string, readonly number[]])[] = [
  ['visa', '4', [13, 16, 19]],
  ['mastercard', '51', [16]],
  ['mastercard', '55', [16]],
  ['mastercard', '2221', [16]],
  ['mastercard', '2720', [16]],
  ['amex', '34', [15]],
  ['amex', '37', [15]],
  ['discover', '6011', [16, 19]],
  ['discover', '644', [16]],
  ['discover', '65', [16]],
  ['diners', '300', [14, 16]],
  ['diners', '36', [14, 19]],
  ['diners', '38', [14]],
  ['jcb', '3528', [16, 19]],
  ['jcb', '3589', [16]],
  ['unionpay', '62', [16, 17, 18, 19]],
  ['maestro', '5018', [12, 13, 16, 19]],
  ['maestro', '6759', [12, 16, 18]],
  ['maestro', '6304', [16, 19]],
  ['mada', '588845', [16]],
  ['mada', '968201', [16]],
  ['elo', '506699', [16]],
  ['elo', '636368', [16]],
  ['rupay', '508500', [16]],
  ['rupay', '817200', [16]],
  ['mir', '2200', [16, 19]],
  ['troy', '9792', [16]],
  ['meeza', '507803', [16]],
];

const ZEROES = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10, 0x1d7ce, 0x1e950];
const GAPS = [
  '',
  ' ',
  '-',
  '\u00a0',
  '\u202f',
  '\u2009',
  '\u3000',
  '\u2013',
  '\u2212',
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u200f',
  '\t',
  '\n',
  ' - ',
  '.',
  '_',
  '%20',
  '+',
  '\\n',
  '\\u00a0',
];

function withCheckDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

const cardNumbers = fc.constantFrom(...ISSUERS).chain(([, prefix, lengths]) =>
  fc.constantFrom(...lengths).chain((length) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), {
        minLength: length - 1 - prefix.length,
        maxLength: length - 1 - prefix.length,
      })
      .map((rest) => withCheckDigit(prefix + rest.join(''))),
  ),
);

const written = fc
  .tuple(
    cardNumbers,
    fc.constantFrom(...ZEROES),
    fc.array(fc.constantFrom(...GAPS), { minLength: 19, maxLength: 19 }),
    fc.boolean(),
  )
  .map(([number, zero, gaps, isGrouped]) => {
    const digits = Array.from(number).map((digit) => String.fromCodePoint(zero + Number(digit)));
    const text = digits
      .map((digit, index) => (isGrouped && index > 0 ? (gaps[index] ?? '') : '') + digit)
      .join('');
    return { number, text };
  });

const around = fc.constantFrom(
  '',
  'card ',
  'بطاقة: ',
  'Visa',
  '%B',
  '"',
  ' exp 12/27 ',
  '日本',
  ' (',
  '🙂',
  ': ',
  '=',
);

function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    return String(code - (ZEROES.findLast((zero) => zero <= code) ?? 0));
  });
}

describe('containsCardNumber', () => {
  it("finds every scheme's numbers in any script, with spaces and dashes, within other text", () => {
    fc.assert(
      fc.property(written, around, around, ({ text }, before, after) => {
        return containsCardNumber(before + text + after);
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds the numbers that vendors publish for tests', () => {
    for (const text of [
      '4242424242424242',
      '4000 0566 5566 5556',
      '5555-5555-5555-4444',
      '2223003122003222',
      '3782 822463 10005',
      '6011111111111117',
      '3056 930902 5904',
      '3566002020360505',
      '6200000000000005',
      '٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢',
      '４２４２４２４２４２４２４２４２',
      '4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣4️⃣2️⃣',
      '④②④②④②④②④②④②④②④②',
      '4242.4242.4242.4242',
      'q=4242+4242+4242+4242',
      '/v1/customers?q=%D9%A4%D9%A2%D9%A4%D9%A2%20%D9%A4%D9%A2%D9%A4%D9%A2 4242 4242',
      '%B4242424242424242^DOE/JANE^2712101000000000?',
      ';4242424242424242=27121010000000000000?',
      'my card is 4242 4242 4242 4242 12/27 123',
      '12 4242424242424242',
      '4242424242424242@example.com',
    ]) {
      expect([text, containsCardNumber(text)]).toEqual([text, true]);
    }
  });

  it('passes digits that no scheme issues, of a wrong length, or with a wrong check digit', () => {
    for (const text of [
      '4242424242424241',
      '424242424242',
      '42424242424242424242',
      '1234567812345670',
      '0000000000000000',
      '9999999999999995',
      '7992739871300000',
      '2220990000000000',
      '4242,4242,4242,4242',
      '4242 4242 / 4242 4242',
      '',
    ]) {
      expect([text, containsCardNumber(text)]).toEqual([text, false]);
    }
  });

  it('passes a number inside a longer unbroken run of digits', () => {
    fc.assert(
      fc.property(cardNumbers, fc.stringMatching(/^[0-9]{8}$/), (number, more) => {
        expect(containsCardNumber(`${number}${more}`)).toBe(false);
        expect(containsCardNumber(`${more}${number}`)).toBe(false);
      }),
    );
  });

  it('passes ids, times and measures', () => {
    for (const text of [
      'pm_1PxYzA2eZvKYlo2C0GfQp4aB',
      'pi_3MtwBwLkdIwHu7ix28a3tqPa_secret_YrKJUKribcBjcG8HVhfZluoGH',
      '2026-11-21T20:42:00.123Z',
      '1763757600000',
      '20261121204200123',
      '+966 50 123 4567',
      '+44 7911 123456',
      '8944110068123456789',
      '0.30000000000000004',
      '{"durationMs":12.4242424242424242}',
      '0.4242424242424242',
      'CRM-100001',
      '192.168.100.100 10.0.0.255',
      'a4242424242424242b0000000000000f',
      '42424242-4242-4242-8242-424242424242',
    ]) {
      expect([text, containsCardNumber(text)]).toEqual([text, false]);
    }
  });

  it('passes every UUID and every hash', () => {
    for (let round = 0; round < 10_000; round += 1) {
      const text = `${randomUUID()} ${randomBytes(16).toString('hex')}:${randomBytes(32).toString('hex')}`;
      if (containsCardNumber(text)) throw new Error(`taken for a card number: ${text}`);
    }
  });

  it('passes hexadecimal ids whose digits happen to make a card number', () => {
    fc.assert(
      fc.property(
        cardNumbers.filter((number) => number.length === 16),
        (number) => {
          expect(containsCardNumber(`ab${number}cdef0123456789`)).toBe(false);
          const uuid = `${number.slice(0, 8)}-${number.slice(8, 12)}-${number.slice(12)}-8abc-0123456789ab`;
          expect(containsCardNumber(`id ${uuid}.`)).toBe(false);
          expect(containsCardNumber(`${uuid} ${number}`)).toBe(true);
        },
      ),
    );
  });

  it('takes any text, however broken', () => {
    const tails = fc.constantFrom('%', '%DA', '\\u', '\\', '\ud835', '\udfce');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), tails, (text, tail) => {
        const broken = `${text}|${tail}4242424242424242${tail}`;
        return containsCardNumber(broken) && maskCardNumbers(broken).includes('************4242');
      }),
    );
  });

  it('takes a body of the largest size in little time', () => {
    const texts = [
      '4 '.repeat(130_000),
      '4'.repeat(260_000),
      ' '.repeat(260_000),
      '%20'.repeat(86_000),
      '٤ '.repeat(130_000),
    ];
    for (const text of texts) {
      const started = performance.now();
      containsCardNumber(text);
      expect(performance.now() - started).toBeLessThan(1_000);
    }
  });
});

describe('maskCardNumbers', () => {
  it('leaves at most the last four digits of any card number', () => {
    fc.assert(
      fc.property(written, around, around, ({ number, text }, before, after) => {
        const masked = maskCardNumbers(before + text + after);
        const left = plainDigits(masked).replace(/[^0-9]/g, '');
        expect(left.includes(number)).toBe(false);
        expect(masked.split('*').length - 1).toBe(number.length - 4);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps everything else as it stands', () => {
    expect(maskCardNumbers('card 4242 4242 4242 4242, exp 12/27')).toBe(
      'card **** **** **** 4242, exp 12/27',
    );
    expect(maskCardNumbers('4242424242424242 5555555555554444')).toBe('************4242 ************4444');
    expect(maskCardNumbers('٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢')).toBe('************٤٢٤٢');
    expect(maskCardNumbers('%34242424242424242')).toBe('************4242');
    const plain = 'nothing here, 12 345 678';
    expect(maskCardNumbers(plain)).toBe(plain);
  });
});

describe('findCardNumber', () => {
  const card = '4242 4242 4242 4242';

  it('names where it stands', () => {
    expect(findCardNumber({ a: 1, items: [{ name: 'x' }, { name: `my ${card}` }] })).toBe('items.1.name');
    expect(findCardNumber({ amount: 4242424242424242 })).toBe('amount');
    expect(findCardNumber(card)).toBe('');
    expect(findCardNumber([1, [card]])).toBe('1.0');
    expect(findCardNumber({ a: null, b: [true, 'x', 1.5, undefined] })).toBeNull();
  });

  it('names the first of several, in the order of the document', () => {
    expect(findCardNumber({ a: { deep: card }, b: card })).toBe('a.deep');
  });

  it('looks at keys and never repeats the number', () => {
    expect(findCardNumber({ metadata: { '4242424242424242': 'x' } })).toBe('metadata.************4242');
    expect(findCardNumber({ 4242: { 4242: { 4242: { 4242: card } } } })).toBe('****.****.****.4242');
  });

  it('passes the paths that may hold such digits, and those only', () => {
    const ignorePaths = ['phone', 'inventory.*.serial'];
    const inventory = [
      { serial: '8944110068123456' },
      { serial: '490154203237518' },
      { serial: '4242424242424242' },
    ];
    expect(findCardNumber({ phone: card, inventory }, { ignorePaths })).toBeNull();
    expect(findCardNumber({ inventory: [{ serial: { x: card } }] }, { ignorePaths })).toBe(
      'inventory.0.serial.x',
    );
    expect(findCardNumber({ customer: { phone: card } }, { ignorePaths })).toBe('customer.phone');
  });

  it('takes values as deep and as wide as a body can be', () => {
    let deep: unknown = card;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(findCardNumber(deep)).toBe(Array.from({ length: 20 }, () => '0').join('.'));
    expect(findCardNumber([...Array.from({ length: 200_000 }, () => 1), card])).toBe('200000');
    expect(findCardNumber(JSON.parse(`{"__proto__": {"x": "${card}"}}`))).toBe('__proto__.x');
  });
});
