/** What goes into a template: HTML by slot name. A block of a missing or empty slot is left out. */
export type Slots = Readonly<Record<string, string | undefined>>;

type Part = string | { readonly slot: string } | { readonly block: string; readonly parts: readonly Part[] };

/** A template made ready once, to be filled many times. */
export type CompiledTemplate = (slots: Slots) => string;

const TAG = /\{\{\s*([#/]?)\s*([a-z_]+)\s*\}\}/g;

/** Reads `{{slot}}` and `{{#slot}}…{{/slot}}`; throws when a block is not closed. */
export function compileTemplate(html: string): CompiledTemplate {
  const { parts } = parse(html, 0, null);
  return (slots) => {
    const out: string[] = [];
    write(parts, slots, out);
    return out.join('');
  };
}

function parse(html: string, from: number, block: string | null): { parts: Part[]; end: number } {
  const parts: Part[] = [];
  const tag = new RegExp(TAG);
  let at = from;
  tag.lastIndex = from;
  for (let match = tag.exec(html); match !== null; match = tag.exec(html)) {
    const [whole, sign, name = ''] = match;
    parts.push(html.slice(at, match.index));
    at = match.index + whole.length;
    if (sign === '/') {
      if (name !== block) throw new Error(`The template closes {{#${name}}} where it is not open.`);
      return { parts, end: at };
    }
    if (sign === '#') {
      const inner = parse(html, at, name);
      parts.push({ block: name, parts: inner.parts });
      at = inner.end;
      tag.lastIndex = at;
    } else {
      parts.push({ slot: name });
    }
  }
  if (block !== null) throw new Error(`The template never closes {{#${block}}}.`);
  parts.push(html.slice(at));
  return { parts, end: html.length };
}

function write(parts: readonly Part[], slots: Slots, out: string[]): void {
  for (const part of parts) {
    if (typeof part === 'string') out.push(part);
    else if ('slot' in part) out.push(slots[part.slot] ?? '');
    else if (slots[part.block]) write(part.parts, slots, out);
  }
}
