import { escapeHtml } from '../../common/html.js';
/** A run of text in one direction or weight; plain strings are written as they stand. */
export type Inline =
  string | { readonly kind: 'strong' | 'code' | 'ltr' | 'isolate'; readonly content: string };

/** A sentence whose values stay apart from its words, so that each output escapes and isolates them in its own way. */
export type MailText = readonly Inline[];

/** Where a code stands that only the mail itself shows. */
export const HIDDEN_CODE = '••••••';

/** Writes a sentence: values are text or runs made by `strong`, `code`, `ltr` and `isolate`, never markup. */
export function t(words: TemplateStringsArray, ...values: (Inline | number | MailText)[]): MailText {
  return words.flatMap((word, index): Inline[] => {
    const value = values[index];
    if (value === undefined) return [word];
    if (typeof value === 'number') return [word, String(value)];
    return typeof value === 'object' && 'length' in value ? [word, ...value] : [word, value];
  });
}

/** Emphasis where the output has it. */
export function strong(content: string): Inline {
  return { kind: 'strong', content };
}

/** Digits to be read off and typed elsewhere: large, and the same in every language. */
export function code(content: string): Inline {
  return { kind: 'code', content };
}

/** Digits and Latin names that keep their order inside Arabic. */
export function ltr(content: string): Inline {
  return { kind: 'ltr', content };
}

/** Somebody's own words, such as a name, in whichever direction they are. */
export function isolate(content: string): Inline {
  return { kind: 'isolate', content };
}

/** The sentence as HTML. */
export function toHtml(text: MailText): string {
  return text.map(inlineHtml).join('');
}

function inlineHtml(part: Inline): string {
  if (typeof part === 'string') return escapeHtml(part);
  const content = escapeHtml(part.content);
  switch (part.kind) {
    case 'strong':
      return `<strong class="strong">${content}</strong>`;
    case 'code':
      return `<strong class="strong" dir="ltr" style="font-size:28px;line-height:1.3;letter-spacing:0.2em;white-space:nowrap">${content}</strong>`;
    case 'ltr':
      return `<span dir="ltr" style="unicode-bidi:isolate;white-space:nowrap">${content}</span>`;
    case 'isolate':
      return `<bdi>${content}</bdi>`;
  }
}

const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** The sentence for a subject line or a plain-text part; `bidi` adds the marks that Arabic needs around Latin runs. */
export function toPlain(text: MailText, bidi: boolean): string {
  return text
    .map((part) => {
      if (typeof part === 'string') return part;
      const content = part.content.replace(/[\r\n]+/g, ' ');
      if (!bidi || part.kind === 'strong' || part.kind === 'code') return content;
      return `${part.kind === 'ltr' ? LEFT_TO_RIGHT_ISOLATE : FIRST_STRONG_ISOLATE}${content}${POP_ISOLATE}`;
    })
    .join('');
}
