import {
  ASCII_KINDS,
  DIGIT,
  escapedKindAt,
  GAP,
  kindAt,
  OTHER,
  unitKind,
  type KindAt,
} from './card-characters.js';
import { isIssued, MAX_LENGTH, MIN_LENGTH } from './card-schemes.js';

/*
 * A card number in a text is a run of digits of any script, with up to MAX_GAP spaces, dashes, dots, underscores, plus signs or
 * invisible characters between two of them, that a scheme issues in that length and whose check digit is right. Digits that
 * touch count together: a number inside a longer unbroken run is part of an id. Letters may touch it, as in a card's magnetic
 * track or "Visa4111...". UUIDs, hexadecimal ids of 24 characters and more and decimal fractions are no card numbers. What an
 * address or JSON has escaped counts as what it stands for.
 */
const MAX_GAP = 4;
const SHORTEST_HEX_ID = 24;
const REACH = 64;
const SHOWN_LEVELS = 20;

/** Units of a text, from the first included to the last excluded. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether a card number stands anywhere in the text. */
export function containsCardNumber(text: string): boolean {
  return someCard(text, () => true);
}

/** The text with every digit of its card numbers but the last four made a `*`; the same string where it holds none. */
export function maskCardNumbers(text: string): string {
  const hidden: Span[] = [];
  someCard(text, (digits) => {
    hidden.push(...digits.slice(0, -4));
    return false;
  });
  return hidden.length === 0 ? text : starred(text, hidden);
}

/** Takes the digits of a card number, and says whether that is enough. */
type Visit = (digits: readonly Span[]) => boolean;

/** Calls `visit` with each card number until it says true; those that an address or JSON has escaped come last. */
function someCard(text: string, visit: Visit): boolean {
  if (somePlainCard(text, visit)) return true;
  const mayHaveEscapes = text.includes('%') || text.includes('\\');
  return mayHaveEscapes && someCardIn(text, { from: 0, to: text.length }, escapedKindAt, visit);
}

/** A card number has at least MIN_LENGTH characters, so only every MIN_LENGTH-th needs a look until it could belong to one. */
function somePlainCard(text: string, visit: Visit): boolean {
  for (let index = MIN_LENGTH - 1; index < text.length; index += MIN_LENGTH) {
    if (isOther(text, index)) continue;
    const from = stretchStart(text, index);
    index = stretchEnd(text, index);
    if (index - from >= MIN_LENGTH && someCardIn(text, { from, to: index }, kindAt, visit)) return true;
  }
  return false;
}

function stretchStart(text: string, index: number): number {
  let from = index;
  while (from > 0 && !isOther(text, from - 1)) from -= 1;
  return from;
}

function stretchEnd(text: string, index: number): number {
  let to = index;
  while (to < text.length && !isOther(text, to)) to += 1;
  return to;
}

function isOther(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return (unit < 128 ? ASCII_KINDS[unit] : unitKind(unit)) === OTHER;
}

function someCardIn(text: string, { from, to }: Span, kind: KindAt, visit: Visit): boolean {
  const recent = new RecentDigits(text, kind);
  let end = -1;
  let gap = 0;
  for (let index = from; index < to;) {
    const found = kind(text, index);
    const next = index + (found >> 8);
    if ((found & DIGIT) !== 0) {
      const opensGroup = index !== end;
      if (opensGroup && recent.someCardEndsHere(visit)) return true;
      recent.add(found & 15, index, opensGroup);
      end = next;
      gap = 0;
    } else if ((found & GAP) === 0 || ++gap > MAX_GAP) {
      if (recent.someCardEndsHere(visit)) return true;
      recent.clear();
    }
    index = next;
  }
  return recent.someCardEndsHere(visit);
}

// A power of two above MAX_LENGTH, so that a place in the ring is the lower bits of a count.
const RING = 32;

/** The last digits of a run, as many as the longest card number has. */
class RecentDigits {
  private readonly values: number[] = [];
  private readonly opens: boolean[] = [];
  private readonly starts: number[] = [];
  private count = 0;

  constructor(
    private readonly text: string,
    private readonly kind: KindAt,
  ) {}

  clear(): void {
    this.count = 0;
  }

  add(value: number, start: number, opensGroup: boolean): void {
    const place = this.count % RING;
    this.values[place] = value;
    this.starts[place] = start;
    this.opens[place] = opensGroup;
    this.count += 1;
  }

  /** Goes back from the newest digit, adding up Luhn's sum, and tries every group's start on the way. */
  someCardEndsHere(visit: Visit): boolean {
    if (this.count < MIN_LENGTH) return false;
    let sum = 0;
    const longest = Math.min(MAX_LENGTH, this.count);
    for (let length = 1; length <= longest; length += 1) {
      const place = (this.count - length) % RING;
      const digit = this.values[place] ?? 0;
      const value = length % 2 === 0 ? digit * 2 : digit;
      sum += value > 9 ? value - 9 : value;
      if (length >= MIN_LENGTH && sum % 10 === 0 && this.opens[place] && this.isCard(length, visit))
        return true;
    }
    return false;
  }

  private isCard(length: number, visit: Visit): boolean {
    const first = this.count - length;
    const firstFour = [0, 1, 2, 3].reduce(
      (sum, next) => sum * 10 + (this.values[(first + next) % RING] ?? 0),
      0,
    );
    if (!isIssued(firstFour, length)) return false;
    const digits = Array.from({ length }, (_, next) => {
      const from = this.starts[(first + next) % RING] ?? 0;
      return { from, to: from + (this.kind(this.text, from) >> 8) };
    });
    return !isOtherNumber(this.text, digits) && visit(digits);
  }
}

const UUID = /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/gi;

/** Whether digits that make a card number belong to something that is plainly another kind of number. */
function isOtherNumber(text: string, card: readonly Span[]): boolean {
  const from = card[0]?.from ?? 0;
  const to = card.at(-1)?.to ?? from;
  return (
    isFraction(text, from, to) || isInHexId(text, from) || isInHexId(text, to - 1) || isInUuid(text, from, to)
  );
}

function isFraction(text: string, from: number, to: number): boolean {
  const written = text.slice(from, to);
  if (/^\d+\.\d+$/.test(written)) return true;
  return /^\d+$/.test(written) && /\d\.$/.test(text.slice(Math.max(0, from - 2), from));
}

function isInHexId(text: string, index: number): boolean {
  const before = /[0-9a-z]*$/i.exec(text.slice(Math.max(0, index - REACH), index))?.[0] ?? '';
  const after = /^[0-9a-z]*/i.exec(text.slice(index, index + REACH))?.[0] ?? '';
  const word = before + after;
  return word.length >= SHORTEST_HEX_ID && /^[0-9a-f]+$/i.test(word) && /[a-f]/i.test(word);
}

function isInUuid(text: string, from: number, to: number): boolean {
  const offset = Math.max(0, from - 36);
  const around = text.slice(offset, to + 36);
  return [...around.matchAll(UUID)].some(({ index }) => {
    const start = offset + index;
    return start < to && start + 36 > from;
  });
}

function starred(text: string, hidden: readonly Span[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to } of hidden.toSorted((a, b) => a.from - b.from)) {
    if (from < at) continue;
    parts.push(text.slice(at, from), '*');
    at = to;
  }
  return [...parts, text.slice(at)].join('');
}

export interface SearchOptions {
  /** Paths that may hold such digits, such as `phone` or `inventory.*.serial`; `*` stands for one level. */
  readonly ignorePaths?: readonly string[];
}

interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly above: Place | null;
}

/**
 * Where the first card number of a JSON value stands, in a text, a number or a key, as a path such as `items.0.name`; null where
 * there is none. A key that is one itself comes masked.
 */
export function findCardNumber(value: unknown, { ignorePaths = [] }: SearchOptions = {}): string | null {
  const ignored = ignorePaths.map((path) => path.split('.'));
  const open: Place[] = [{ value, name: '', above: null }];
  for (let place = open.pop(); place; place = open.pop()) {
    if (holdsCardNumber(place)) {
      const path = pathOf(place);
      if (!ignored.some((pattern) => matches(path, pattern))) return shown(path);
    }
    // No spread: an array may have more items than a call takes arguments.
    for (const inner of placesIn(place)) open.push(inner);
  }
  return null;
}

function holdsCardNumber({ value, name }: Place): boolean {
  if (containsCardNumber(name)) return true;
  if (typeof value === 'string') return containsCardNumber(value);
  return (typeof value === 'number' || typeof value === 'bigint') && containsCardNumber(String(value));
}

function placesIn(above: Place): Place[] {
  const { value } = above;
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return Object.entries(value)
    .map(([name, inner]): Place => ({ value: inner, name, above }))
    .reverse();
}

function pathOf(place: Place): string[] {
  const names: string[] = [];
  for (let at = place; at.above; at = at.above) names.push(at.name);
  return names.reverse();
}

/** Masked as a whole: names may make a card number together. */
function shown(path: readonly string[]): string {
  return maskCardNumbers(path.slice(0, SHOWN_LEVELS).join('.'));
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  return (
    path.length === pattern.length && pattern.every((part, index) => part === '*' || part === path[index])
  );
}
