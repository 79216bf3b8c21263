import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterPrefix, searchName } from './search-name.js';

const words = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('searchName', () => {
  it.each([
    ['  Sarah   CONNOR ', 'sarah connor'],
    ['José Núñez', 'jose nunez'],
    ['İSTANBUL', 'istanbul'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['ﬁnance Ⅳ', 'finance iv'],
    ['أحمد', 'احمد'],
    ['إيمان', 'ايمان'],
    ['آمنة', 'امنه'],
    ['مُحَمَّد', 'محمد'],
    ['مـــحـــمد', 'محمد'],
    ['مصطفى', 'مصطفي'],
    ['فاطمة', 'فاطمه'],
    ['علی', 'علي'],
    ['شقة ٤٢', 'شقه 42'],
    ['\u200fمنى\u200e', 'مني'],
    ['\u00a0a\u3000b', 'a b'],
    ['َُ', ''],
  ])('writes %p as %p', (text, term) => {
    expect(searchName(text)).toBe(term);
  });

  it('changes nothing the second time', () => {
    fc.assert(fc.property(words, (text) => searchName(searchName(text)) === searchName(text)));
  });

  it('keeps the beginning of a text the beginning of its search form', () => {
    fc.assert(
      fc.property(words, words, (start, rest) => searchName(start + rest).startsWith(searchName(start))),
    );
  });

  it('stays short enough for an index row', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        (text) => Buffer.byteLength(searchName(text)) <= 800,
      ),
    );
    expect(searchName('\ufdfa'.repeat(200)).length).toBeLessThanOrEqual(200);
  });
});

describe('afterPrefix', () => {
  it('stands after every text with the prefix in byte order', () => {
    fc.assert(
      fc.property(words, words, (prefix, rest) => {
        const whole = Buffer.from(searchName(prefix + rest));
        const start = searchName(prefix);
        expect(Buffer.compare(whole, Buffer.from(start))).toBeGreaterThanOrEqual(0);
        expect(Buffer.compare(whole, Buffer.from(afterPrefix(start)))).toBeLessThan(0);
      }),
    );
  });
});
