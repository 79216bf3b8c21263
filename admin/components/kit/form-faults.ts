import type { PanelError } from '../api.js';
import { day, t } from '../boot.js';

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const INVALID = 'aria-invalid';

// Those that say by themselves what is wrong with them are not marked a second time.
const marked = new WeakSet<Element>();

/** A field that cannot be sent as it stands. */
export interface Fault {
  readonly field: Field;
  readonly text: string;
}

/** What of a form is missing or wrong, in words of the page's language; the browser's own are in its language. */
export function faultsIn(form: HTMLFormElement): readonly Fault[] {
  const fields = [...form.elements].filter(isField);
  for (const field of fields) unmark(markedAt(field));
  return fields
    .filter((field) => !field.validity.valid || isBlank(field) || isSelfMarked(field))
    .filter((field, index, all) => field.type !== 'radio' || all[index - 1]?.name !== field.name)
    .map((field) => ({ field, text: textOf(field) }));
}

/** What the server says of single fields, those of a form under their labels; what its message says already is not said twice. */
export function refusedIn(
  form: HTMLFormElement,
  { problem, message: said }: PanelError,
): { readonly texts: readonly string[]; readonly fields: readonly Field[] } {
  const errors = Array.isArray(problem['errors']) ? problem['errors'].filter(isFieldError) : [];
  const found = errors.map(({ path, message }) => {
    const field = form.elements.namedItem(path);
    return { message, field: isField(field) ? field : null };
  });
  return {
    texts: [...new Set(found.filter(({ message }) => message !== said).map(inWords))],
    fields: found.flatMap(({ field }) => field ?? []),
  };
}

function inWords({ message, field }: { readonly message: string; readonly field: Field | null }): string {
  return field ? `${nameOf(field)}: ${message}` : message;
}

/** Shows which fields are meant until they are changed, and puts the focus on the first. */
export function mark(fields: readonly Field[]): void {
  for (const field of fields) {
    const place = markedAt(field);
    if (place.getAttribute(INVALID) === 'true') continue;
    place.setAttribute(INVALID, 'true');
    marked.add(place);
    place.addEventListener(
      'input',
      () => {
        unmark(place);
      },
      { once: true },
    );
  }
  fields[0]?.focus();
}

function unmark(place: Element): void {
  if (marked.delete(place)) place.removeAttribute(INVALID);
}

/** Of several to choose from not one is wrong, but their group. */
function markedAt(field: Field): Element {
  return (field.type === 'radio' ? field.closest('fieldset') : null) ?? field;
}

function isField(element: unknown): element is Field {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

// For the browser a blank is something.
function isBlank(field: Field): boolean {
  return field.required && field.value.trim() === '';
}

function isSelfMarked(field: Field): boolean {
  return field.getAttribute(INVALID) === 'true' && !marked.has(field);
}

function isFieldError(error: unknown): error is { readonly path: string; readonly message: string } {
  if (typeof error !== 'object' || error === null) return false;
  return (
    'path' in error &&
    typeof error.path === 'string' &&
    'message' in error &&
    typeof error.message === 'string'
  );
}

function textOf(field: Field): string {
  if (field.type === 'radio') return t('form.choose', { field: groupOf(field) });
  const name = nameOf(field);
  if (field.validity.valueMissing || isBlank(field))
    return t(field.type === 'checkbox' ? 'form.tick' : 'form.missing', { field: name });
  if (field.validity.rangeUnderflow && field instanceof HTMLInputElement && field.type === 'date')
    return t('form.early', { field: name, day: day(field.min) });
  const note = isSelfMarked(field) ? noteOf(field) : '';
  return note === '' ? t(kindOf(field), { field: name }) : `${name}: ${note}`;
}

function kindOf({ validity, type }: Field): 'form.bad' | 'form.notEmail' | 'form.notAddress' {
  if (!validity.typeMismatch) return 'form.bad';
  return type === 'email' ? 'form.notEmail' : 'form.notAddress';
}

function noteOf(field: Field): string {
  return document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent ?? '';
}

function groupOf(field: Field): string {
  const asked = field.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
  return asked.replace(/[?؟]$/u, '');
}

function nameOf({ labels }: Field): string {
  const label = labels?.[0];
  return `\u2068${(label?.querySelector('span') ?? label)?.textContent ?? ''}\u2069`;
}
