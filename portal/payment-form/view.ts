import { make } from '../dom.js';
import { icon } from './icons.js';
import type { IconName } from './icons.js';
import type { FormTexts, PageTexts, TroubleText } from './form-texts.js';
import { Tabs } from './tabs.js';
import type { FormKind } from './vendor-form.js';

/** What stands above the buttons: a trouble, or a question of the bank. */
export interface Notice {
  readonly tone: 'danger' | 'info';
  readonly icon: IconName;
  readonly text: TroubleText;
  readonly reference: string | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

/** The form's frame in the shadow root; it knows no flow. */
export class FormView {
  readonly root: HTMLElement;
  readonly form = make('form', { attrs: { novalidate: '', tabindex: '-1', part: 'form' } });
  readonly cancel = make('button', { class: 'secondary', attrs: { type: 'button', part: 'cancel' } });
  readonly tabs = new Tabs();
  private readonly inputs = make('div', { class: 'inputs', attrs: { id: 'inputs' } });
  private readonly vendor: HTMLElement;
  private readonly status = make('p', { class: 'sr', attrs: { role: 'status', 'aria-live': 'polite' } });
  private readonly vendorTitle = make('h2', { class: 'group-title', attrs: { id: 'vendor-title' } });
  private readonly lead = make('p', { class: 'lead' });
  private readonly aside = make('p', { class: 'aside' });
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
  private readonly progress = make('p', { class: 'progress', attrs: { 'aria-hidden': 'true' } });
  private readonly progressText = make('span');
  private readonly privacyText = make('span');
  private readonly done = make('div', { class: 'done', attrs: { part: 'done' } });
  private readonly doneTitle = make('h2', { attrs: { tabindex: '-1' } });
  private readonly doneText = make('p');
  private readonly doneNote = make('p', { class: 'hint' });

  constructor(
    private readonly billing: HTMLElement,
    private readonly extras: HTMLElement,
  ) {
    this.submit.append(
      make('span', { class: 'spinner', attrs: { 'aria-hidden': 'true' } }),
      icon('lock'),
      this.submitText,
    );
    this.vendor = make(
      'div',
      { class: 'vendor', attrs: { role: 'group', 'aria-labelledby': 'vendor-title', part: 'vendor' } },
      this.vendorTitle,
      this.lead,
      this.skeleton,
      make('slot', { attrs: { name: 'vendor' } }),
      this.aside,
    );
    this.progress.append(make('span', { class: 'spinner' }), this.progressText);
    this.form.append(
      this.inputs,
      this.notice,
      this.progress,
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
      this.tabs.root,
      this.form,
      this.done,
    );
    this.notice.hidden = true;
    this.done.hidden = true;
    this.arrange('fields');
  }

  /** Our own fields come first where the vendor's part ends the form: after it there is nothing left to fill in. */
  arrange(kind: FormKind): void {
    this.form.dataset['kind'] = kind;
    const parts = kind === 'fields' ? [this.vendor, this.billing, this.extras] : [this.extras, this.vendor];
    this.inputs.replaceChildren(...parts);
    // Below a page of the vendor's nobody would see it.
    this.form.insertBefore(this.notice, kind === 'page' ? this.inputs : this.progress);
    this.vendorTitle.classList.toggle('sr', kind === 'button');
  }

  localise(texts: FormTexts): void {
    this.form.setAttribute('aria-label', texts.formLabel);
    this.cancel.textContent = texts.cancel;
    this.privacyText.textContent = texts.privacy;
  }

  /** Names the vendor's part, and the whole of the form as what the chosen tab shows. */
  nameParts(title: string, lead: string, tab: string | null): void {
    this.vendorTitle.textContent = title;
    this.lead.textContent = lead;
    this.lead.hidden = lead === '';
    if (tab === null) {
      for (const name of ['role', 'aria-label']) this.inputs.removeAttribute(name);
      return;
    }
    this.inputs.setAttribute('role', 'tabpanel');
    this.inputs.setAttribute('aria-label', tab);
  }

  /** The way out of our page for a vendor's page that does not appear in it. */
  showElsewhere(texts: PageTexts | null, opened: boolean, open: () => void): void {
    this.aside.hidden = texts === null;
    if (!texts) return;
    const button = make('button', {
      class: 'link',
      text: opened ? texts.openAgain : texts.open,
      attrs: { type: 'button' },
    });
    button.addEventListener('click', open);
    this.aside.classList.toggle('opened', opened);
    this.aside.replaceChildren(
      icon('window'),
      make('span', { text: opened ? texts.opened : texts.question }),
      button,
    );
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

  /** What goes on while the button that would show it is the vendor's. */
  showProgress(text: string | null): void {
    this.progress.hidden = text === null;
    this.progressText.textContent = text ?? '';
  }

  /** Our button, where it is ours that sends the form. */
  submitVisible(visible: boolean): void {
    this.submit.hidden = !visible;
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
    this.notice.replaceChildren(icon(notice.icon), body);
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
    if (texts !== null) this.tabs.root.hidden = true;
    this.doneTitle.textContent = texts?.title ?? '';
    this.doneText.textContent = texts?.text ?? '';
    this.doneNote.textContent = texts?.note ?? '';
  }

  focusDone(): void {
    this.doneTitle.focus();
  }
}
