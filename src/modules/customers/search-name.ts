// An index row has room for some 2,700 bytes, and one ligature can stand for 18 letters.
const MAX_LETTERS = 200;

const MARKS_AND_JOINERS = /[\p{Mn}\p{Cf}\u0640]/gu;
const SPACES = /[\s\p{Zs}]+/gu;

// Letters that are typed for one another, and the digits of both Arabic sets.
const SAME = new Map([
  ['\u0671', '\u0627'],
  ['\u0649', '\u064a'],
  ['\u06cc', '\u064a'],
  ['\u0629', '\u0647'],
  ['\u06a9', '\u0643'],
  ['\u03c2', '\u03c3'],
  ...Array.from('0123456789', (digit, index) => [String.fromCharCode(0x0660 + index), digit] as const),
  ...Array.from('0123456789', (digit, index) => [String.fromCharCode(0x06f0 + index), digit] as const),
]);
const HAS_SAME = new RegExp(`[${[...SAME.keys()].join('')}]`, 'g');

/**
 * Text as it is searched: one spelling for what people type differently (case, accents, Arabic diacritics, tatweel, the forms of
 * alef, yaa and taa marbuta, digits, spaces). If a text begins with another, so do their search forms.
 */
export function searchName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS_AND_JOINERS, '')
    .replace(HAS_SAME, (letter) => SAME.get(letter) ?? letter)
    .replace(SPACES, ' ')
    .trim();
  return plain.length <= MAX_LETTERS ? plain : Array.from(plain).slice(0, MAX_LETTERS).join('').trim();
}

/** The first text, in byte order, after everything that begins with this prefix. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
