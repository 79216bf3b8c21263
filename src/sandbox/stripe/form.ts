/** Values of a form-encoded body: `a[b][]=c` becomes `{a: {b: {0: 'c'}}}`, without a prototype. */
export interface FormTree {
  [name: string]: FormValue;
}

type FormValue = string | FormTree;

const MAX_DEPTH = 8;

function newTree(): FormTree {
  return Object.create(null) as FormTree;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) return spaced;
    throw error;
  }
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open <= 0) return [name];
  const parts = name
    .slice(open + 1)
    .replace(/\]$/, '')
    .split('][');
  return [name.slice(0, open), ...parts];
}

function put(tree: FormTree, path: string[], value: string): void {
  if (path.length > MAX_DEPTH) return;
  let at = tree;
  for (const part of path.slice(0, -1)) {
    const key = part === '' ? String(Object.keys(at).length) : part;
    const next = at[key];
    if (typeof next === 'object') at = next;
    else at = at[key] = newTree();
  }
  const last = path.at(-1) ?? '';
  at[last === '' ? String(Object.keys(at).length) : last] = value;
}

/** Reads a form-encoded text (a body or a query). */
export function parseForm(text: string): FormTree {
  const tree = newTree();
  if (text === '') return tree;
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
    if (name.includes('[')) put(tree, pathOf(name), value);
    else tree[name] = value;
  }
  return tree;
}

/** The same text for the same parameters in any order; it tells two requests under one idempotency key apart. */
export function canonicalForm(text: string): string {
  return text.split('&').sort().join('&');
}
