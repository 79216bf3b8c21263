interface Range {
  /** First and last issuer prefix of the range, of the same number of digits. */
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
}

/** The shortest and the longest card number. */
export const MIN_LENGTH = 12;
export const MAX_LENGTH = 19;

const lengths = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const range = (from: number, to: number, of: readonly number[]): Range => ({ from, to, lengths: of });

/*
 * Issuer prefixes from ISO/IEC 7812 registrations as the schemes publish them; a range covers its co-brands (mada, Elo, Meeza,
 * Hipercard, Carte Bancaire and others lie inside Visa, Mastercard, Maestro or 6...). The wide Maestro ranges count from 16
 * digits only: with 12 to 15 they are telephone numbers of Malaysia, the Philippines, Colombia and others.
 */
const RANGES: Readonly<Record<string, readonly Range[]>> = {
  visa: [range(4, 4, [13, 16, 19])],
  mastercard: [range(51, 55, [16]), range(2221, 2720, [16])],
  amex: [range(34, 34, [15]), range(37, 37, [15])],
  discover: [
    range(6011, 6011, lengths(16, 19)),
    range(644, 649, lengths(16, 19)),
    range(65, 65, lengths(16, 19)),
  ],
  diners: [
    range(300, 305, lengths(14, 19)),
    range(3095, 3095, lengths(14, 19)),
    range(36, 36, lengths(14, 19)),
    range(38, 39, lengths(14, 19)),
  ],
  jcb: [range(3528, 3589, lengths(16, 19)), range(2131, 2131, [15]), range(1800, 1800, [15])],
  unionpay: [range(62, 62, lengths(16, 19)), range(8100, 8171, lengths(16, 19))],
  maestro: [
    range(5018, 5018, lengths(12, 19)),
    range(5020, 5020, lengths(12, 19)),
    range(5038, 5038, lengths(12, 19)),
    range(5893, 5893, lengths(12, 19)),
    range(6304, 6304, lengths(12, 19)),
    range(67, 67, lengths(12, 19)),
    range(50, 50, lengths(16, 19)),
    range(56, 58, lengths(16, 19)),
    range(60, 69, lengths(16, 19)),
  ],
  mada: [range(9682, 9682, [16])],
  rupay: [range(81, 82, [16]), range(353, 353, [16]), range(356, 356, [16])],
  mir: [range(2200, 2204, lengths(16, 19))],
  borica: [range(2205, 2205, [16])],
  troy: [range(9792, 9792, [16])],
  uzcard: [range(8600, 8600, [16])],
  humo: [range(9860, 9860, [16])],
  belkart: [range(9112, 9112, [16])],
};

// Prefixes of up to four digits decide, so every four-digit prefix has its set of lengths as bits of one number.
const LENGTHS_BY_PREFIX = prefixTable();

function prefixTable(): Uint32Array {
  const table = new Uint32Array(10_000);
  for (const { from, to, lengths: allowed } of Object.values(RANGES).flat()) {
    const width = 10 ** (4 - String(from).length);
    const bits = allowed.reduce((set, length) => set | (1 << length), 0);
    for (let prefix = from * width; prefix < (to + 1) * width; prefix += 1)
      table[prefix] = (table[prefix] ?? 0) | bits;
  }
  return table;
}

/** Whether some scheme issues numbers of this length that start with these four digits. */
export function isIssued(firstFour: number, length: number): boolean {
  return ((LENGTHS_BY_PREFIX[firstFour] ?? 0) & (1 << length)) !== 0;
}
