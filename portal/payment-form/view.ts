import { make } from '../dom.js';
import { icon } from './icons.js';
import type { FormTexts, TroubleText } from './form-texts.js';

/** What stands above the buttons: a trouble, or a question of the bank. */
export interface Notice {
  readonly tone: 'danger' | 'info';
  readonly text: TroubleText;
  readonly reference: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** The form's frame in the shadow root; it knows no flow. */
export class FormView {
  readonly root: HTMLElement;
  readonly form = make('form', { attrs: { novalidate: '', tabindex: '-1', part: 'form' } });
  readonly cancel = make('button', { class: 'secondary', attrs: { type: 'button', part: 'cancel' } });
  private readonly inputs: HTMLElement;
  private readonly tabs = make('div', { class: 'tabs', attrs: { role: 'tablist', part: 'tabs' } });
  private readonly status = make('p', { class: 'sr', attrs: { role: 'status', 'aria-live': 'polite' } });
  private readonly vendorTitle = make('h2', { class: 'group-title', attrs: { id: 'vendor-title' } });
  private readonly skeleton = make(
    'div',
    { class: 'skeleton', attrs: { 'aria-hidden': 'true' } },
    make('span', { class: 'wide' }),
    make('span'),
    make('span'),
  );
  private readonly notice = make('div', { class: 'notice', attrs: { tabindex: '-1', part: 'notice' } });
  private readonly submit = make('button', { class: 'primary', attrs: { type: 'submit', part: 'submit' } });
  private readonly submitText = make('span');
  private readonly privacyText = make('span');
  private readonly done = make('div', { class: 'done', attrs: { part: 'done' } });
  private readonly doneTitle = make('h2', { attrs: { tabindex: '-1' } });
  private readonly doneText = make('p');
  private readonly doneNote = make('p', { class: 'hint' });

  constructor(billing: HTMLElement, extras: HTMLElement) {
    this.inputs = make('div', { class: 'inputs', attrs: { id: 'inputs' } }, billing, extras);
    this.submit.append(
      make('span', { class: 'spinner', attrs: { 'aria-hidden': 'true' } }),
      icon('lock'),
      this.submitText,
    );
    const vendor = make(
      'div',
      { class: 'vendor', attrs: { role: 'group', 'aria-labelledby': 'vendor-title', part: 'vendor' } },
      this.vendorTitle,
      this.skeleton,
      make('slot', { attrs: { name: 'vendor' } }),
    );
    this.inputs.prepend(vendor);
    this.form.append(
      this.inputs,
      this.notice,
      make('div', { class: 'buttons' }, this.submit, this.cancel),
      make('p', { class: 'privacy' }, icon('shield'), this.privacyText),
    );
    this.done.append(
      icon('check'),
      this.doneTitle,
      this.doneText,
      this.doneNote,
      make('slot', { attrs: { name: 'done' } }),
    );
    this.root = make(
      'div',
      { class: 'root', attrs: { part: 'root' } },
      this.status,
      this.tabs,
      this.form,
      this.done,
    );
    this.notice.hidden = true;
    this.done.hidden = true;
    this.tabs.hidden = true;
  }

  localise(texts: FormTexts): void {
    this.form.setAttribute('aria-label', texts.formLabel);
    this.tabs.setAttribute('aria-label', texts.chooseMethod);
    this.vendorTitle.textContent = texts.cardDetails;
    this.cancel.textContent = texts.cancel;
    this.privacyText.textContent = texts.privacy;
  }

  showTabs(labels: readonly string[], chosen: number, choose: (index: number) => void): void {
    this.tabs.hidden = labels.length < 2;
    for (const [name, value] of [
      ['role', 'tabpanel'],
      ['aria-label', labels[chosen] ?? ''],
    ] as const) {
      if (this.tabs.hidden) this.inputs.removeAttribute(name);
      else this.inputs.setAttribute(name, value);
    }
    const buttons = labels.map((text, index) => {
      const selected = index === chosen;
      const tab = make('button', {
        text,
        attrs: {
          type: 'button',
          role: 'tab',
          'aria-selected': String(selected),
          tabindex: selected ? '0' : '-1',
        },
      });
      tab.addEventListener('click', () => {
        choose(index);
      });
      return tab;
    });
    this.tabs.replaceChildren(...buttons);
    this.tabs.onkeydown = (event) => {
      const next = arrowTarget(
        event.key,
        chosen,
        labels.length,
        getComputedStyle(this.tabs).direction === 'rtl',
      );
      if (next === null) return;
      event.preventDefault();
      choose(next);
      this.tabs.querySelectorAll('button')[next]?.focus();
    };
  }

  say(text: string): void {
    this.status.textContent = text;
  }

  busy(text: string, busy: boolean): void {
    this.submitText.textContent = text;
    this.submit.classList.toggle('busy', busy);
    this.form.setAttribute('aria-busy', String(busy));
    this.cancel.setAttribute('aria-disabled', String(busy));
  }

  /** A disabled button would drop the focus, so it stays reachable and says that it does nothing now. */
  submittable(allowed: boolean): void {
    this.submit.setAttribute('aria-disabled', String(!allowed));
  }

  loading(loading: boolean): void {
    this.skeleton.hidden = !loading;
  }

  /** Without the vendor's fields the rest of the form leads nowhere. */
  inputsVisible(visible: boolean): void {
    this.form.classList.toggle('without-inputs', !visible);
  }

  showNotice(notice: Notice | null): void {
    this.notice.hidden = notice === null;
    if (!notice) return;
    const { tone, text, reference, action } = notice;
    this.notice.className = `notice ${tone}`;
    const body = make(
      'div',
      {},
      make('p', { class: 'notice-title', text: text.title }),
      make('p', { text: text.hint }),
    );
    if (text.steps) body.append(make('ul', {}, ...text.steps.map((step) => make('li', { text: step }))));
    if (reference) body.append(make('p', { class: 'reference', text: reference }));
    if (action) {
      const button = make('button', { class: 'secondary', text: action.label, attrs: { type: 'button' } });
      button.addEventListener('click', action.run);
      body.append(button);
    }
    this.notice.replaceChildren(icon(tone === 'danger' ? 'alert' : 'bank'), body);
  }

  /** Where the focus goes when the button that had it disappears. */
  focusForm(): void {
    this.form.focus({ preventScroll: true });
  }

  focusNotice(): void {
    this.notice.focus();
  }

  showDone(texts: { title: string; text: string; note: string } | null): void {
    this.form.hidden = texts !== null;
    this.done.hidden = texts === null;
    if (texts !== null) this.tabs.hidden = true;
    this.doneTitle.textContent = texts?.title ?? '';
    this.doneText.textContent = texts?.text ?? '';
    this.doneNote.textContent = texts?.note ?? '';
  }

  focusDone(): void {
    this.doneTitle.focus();
  }
}

/** Where an arrow key leads in a row of tabs; arrows follow the eye, so they turn round in Arabic. */
function arrowTarget(key: string, from: number, count: number, rtl: boolean): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return null;
  const step = (key === 'ArrowRight') === rtl ? -1 : 1;
  return (from + step + count) % count;
}
