/** Kinds of character to the card guard, as bits: a digit is DIGIT and its value, a GAP may stand between two digits. */
export const DIGIT = 16;
export const GAP = 64;
export const OTHER = 128;

const GAP_PATTERN = /[\s\p{Z}\p{Pd}\p{Cf}\p{Cc}\p{M}\u2212+._]/u;
const DECIMAL = /\p{Nd}/u;
const NUMERAL = /\p{No}/u;
const HEX_PAIR = /^[0-9a-f]{2}$/i;
const HEX_FOUR = /^[0-9a-f]{4}$/i;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

// Filled as characters are met; 0 is "not yet looked at".
const kinds = new Uint8Array(0x20000);

/** The kinds of the first 128 characters. */
export const ASCII_KINDS = Uint8Array.from({ length: 128 }, (_, code) => classify(code));

/** The kind of the character at an index, and in the bits from 256 up how many of the text's units it takes. */
export type KindAt = (text: string, index: number) => number;

/** Reads a text as it stands. */
export const kindAt: KindAt = (text, index) => {
  const unit = text.charCodeAt(index);
  if (unit < 128) return (ASCII_KINDS[unit] ?? OTHER) + 256;
  const code = text.codePointAt(index) ?? unit;
  return kindOf(code) + (code > 0xffff ? 512 : 256);
};

/** Reads digits and gaps that an address (`%D9%A4`) or JSON (`\u0664`, `\t`) has escaped as what they stand for. */
export const escapedKindAt: KindAt = (text, index) => {
  const unit = text.charCodeAt(index);
  const escaped =
    unit === PERCENT ? percentEncoded(text, index) : unit === BACKSLASH ? jsonEscaped(text, index) : OTHER;
  return (escaped & OTHER) === 0 ? escaped : kindAt(text, index);
};

/** The kind of one unit of a text by itself; half of a pair is none, as only the pair tells. */
export function unitKind(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? 0 : kindOf(unit);
}

function kindOf(code: number): number {
  const known = kinds[code];
  if (known === undefined) return OTHER;
  if (known !== 0) return known;
  return (kinds[code] = classify(code));
}

function classify(code: number): number {
  const character = String.fromCodePoint(code);
  if (DECIMAL.test(character)) return DIGIT + decimalValue(code);
  if (GAP_PATTERN.test(character)) return GAP;
  if (!NUMERAL.test(character)) return OTHER;
  const plain = character.normalize('NFKC');
  return /^[0-9]$/.test(plain) ? DIGIT + Number(plain) : OTHER;
}

/** Unicode keeps a script's ten digits together and in order, and neighbouring sets are whole ones. */
function decimalValue(code: number): number {
  let first = code;
  while (DECIMAL.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}

function percentEncoded(text: string, index: number): number {
  const lead = byteAt(text, index);
  if (lead === null) return OTHER;
  const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const code = decoded(text.slice(index, index + size * 3))?.codePointAt(0);
  return code === undefined ? OTHER : kindOf(code) + size * 3 * 256;
}

function byteAt(text: string, index: number): number | null {
  const pair = text.slice(index + 1, index + 3);
  return HEX_PAIR.test(pair) ? Number.parseInt(pair, 16) : null;
}

function decoded(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function jsonEscaped(text: string, index: number): number {
  const letter = text[index + 1] ?? '';
  if (letter !== '' && 'nrtfb'.includes(letter)) return GAP + 512;
  const four = letter === 'u' ? text.slice(index + 2, index + 6) : '';
  return HEX_FOUR.test(four) ? kindOf(Number.parseInt(four, 16)) + 6 * 256 : OTHER;
}
