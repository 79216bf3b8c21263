import type { Shape } from './config-shape.js';

/** A text of the environment turned into the kind of value its place takes; undefined is "not set". */
export type Read = { readonly value: unknown } | { readonly problem: string };

/** Reads numbers, true and false, null, JSON and comma lists where the shape takes them; anything else stays text. */
export function fromText(text: string, shape: Shape): Read {
  const { types } = shape;
  if (text === '') return { value: types.has('string') && types.has('null') ? '' : undefined };
  if (takesJson(text, types)) return fromJson(text);
  const scalar = absent(text, types) ?? boolean(text, types) ?? number(text, types);
  if (scalar) return scalar;
  return types.has('array') && !types.has('string') ? fromList(text, shape.items) : { value: text };
}

function absent(text: string, types: ReadonlySet<string>): Read | null {
  return text === 'null' && types.has('null') ? { value: null } : null;
}

function takesJson(text: string, types: ReadonlySet<string>): boolean {
  return (text.startsWith('[') && types.has('array')) || (text.startsWith('{') && types.has('object'));
}

function fromJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    // The parser's own words quote the text, which may be a secret.
    if (error instanceof SyntaxError) return { problem: 'is not valid JSON' };
    throw error;
  }
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
};

function boolean(text: string, types: ReadonlySet<string>): Read | null {
  if (!types.has('boolean')) return null;
  const word = text.toLowerCase();
  if (Object.hasOwn(WORDS, word)) return { value: WORDS[word] };
  return !types.has('integer') && /^[01]$/.test(word) ? { value: word === '1' } : null;
}

function number(text: string, types: ReadonlySet<string>): Read | null {
  const takesNumbers = types.has('integer') || types.has('number');
  return takesNumbers && /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? { value: Number(text) } : null;
}

function fromList(text: string, items: Shape | null): Read {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const read = parts.map((part) => (items ? fromText(part, items) : { value: part }));
  return { value: read.map((part) => ('value' in part ? part.value : null)) };
}
