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
  const fields = [...form.elements].filter(
    (element): element is Field =>
      element instanceof HTMLInputElement ||
      element instanceof HTMLSelectElement ||
      element instanceof HTMLTextAreaElement,
  );
  for (const field of fields) unmark(field);
  return fields
    .filter((field) => !field.validity.valid || field.getAttribute(INVALID) === 'true')
    .filter((field, index, all) => field.type !== 'radio' || all[index - 1]?.name !== field.name)
    .map((field) => ({ field, text: textOf(field) }));
}

/** Shows which fields are meant until they are changed, and puts the focus on the first. */
export function mark(faults: readonly Fault[]): void {
  for (const { field } of faults) {
    if (field.getAttribute(INVALID) === 'true') continue;
    field.setAttribute(INVALID, 'true');
    marked.add(field);
    field.addEventListener(
      'input',
      () => {
        unmark(field);
      },
      { once: true },
    );
  }
  faults[0]?.field.focus();
}

function unmark(field: Field): void {
  if (marked.delete(field)) field.removeAttribute(INVALID);
}

function textOf(field: Field): string {
  if (field.type === 'radio') return t('form.choose', { field: groupOf(field) });
  const name = `\u2068${nameOf(field)}\u2069`;
  const { valueMissing, rangeUnderflow } = field.validity;
  if (valueMissing) return t(field.type === 'checkbox' ? 'form.tick' : 'form.missing', { field: name });
  if (rangeUnderflow && field instanceof HTMLInputElement && field.type === 'date')
    return t('form.early', { field: name, day: day(field.min) });
  const note = document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent;
  return note ? `${name}: ${note}` : t('form.bad', { field: name });
}

function groupOf(field: Field): string {
  return field.closest('fieldset')?.querySelector('legend')?.textContent ?? '';
}

function nameOf({ labels }: Field): string {
  const label = labels?.[0];
  return (label?.querySelector('span') ?? label)?.textContent ?? '';
}
