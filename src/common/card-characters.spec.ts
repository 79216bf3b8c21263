import { describe, expect, it } from '@jest/globals';
import { DIGIT, escapedKindAt, GAP, kindAt, OTHER } from './card-characters.js';

const digit = (value: number, units: number) => DIGIT + value + units * 256;

describe('characters in front of the card guard', () => {
  it('gives the digits of every script their value', () => {
    for (const [text, value] of [
      ['7', 7],
      ['٧', 7],
      ['۷', 7],
      ['७', 7],
      ['７', 7],
      ['⑦', 7],
      ['₇', 7],
      ['⁷', 7],
    ] as const) {
      expect([text, kindAt(text, 0)]).toEqual([text, digit(value, 1)]);
    }
    expect(kindAt('𝟕', 0)).toBe(digit(7, 2));
    expect(kindAt('𞥗', 0)).toBe(digit(7, 2));
  });

  it('lets spaces, dashes and invisible characters stand between digits', () => {
    for (const text of [
      ' ',
      '\t',
      '\u00a0',
      '\u2003',
      '-',
      '–',
      '−',
      '.',
      '_',
      '+',
      '\u200b',
      '\u200f',
      '\ufeff',
      '\u00ad',
    ]) {
      expect([text, kindAt(text, 0)]).toEqual([text, GAP + 256]);
    }
  });

  it('takes everything else as an end of the number', () => {
    for (const text of ['a', 'ب', ',', ':', '/', '½', '⑩', '日', '\ud835']) {
      expect([text, kindAt(text, 0)]).toEqual([text, OTHER + 256]);
    }
    expect(kindAt('🙂', 0)).toBe(OTHER + 512);
  });

  it('reads what an address or JSON has escaped, and a broken escape as it stands', () => {
    expect(escapedKindAt('%D9%A7', 0)).toBe(digit(7, 6));
    expect(escapedKindAt('%37', 0)).toBe(digit(7, 3));
    expect(escapedKindAt('%C2%A0', 0)).toBe(GAP + 6 * 256);
    expect(escapedKindAt('\\u0667', 0)).toBe(digit(7, 6));
    expect(escapedKindAt('\\t', 0)).toBe(GAP + 512);
    for (const text of ['%', '%4', '%zz', '%42', '%D9%41', '%FF', '\\', '\\u12', '\\x']) {
      expect([text, escapedKindAt(text, 0)]).toEqual([text, OTHER + 256]);
    }
  });
});
