import { make } from '../dom.js';
import type { StoredMethod } from '../payment-form/contract.js';
import { cardVisual } from './card-visual.js';
import type { LinkApi, LinkMethod, LinkState } from './link-api.js';
import type { Page } from './page.js';

/** The card, what to do about it, the form, and the new card when it is there. */
export class LinkView {
  private readonly holder = make('div', { class: 'card-holder' });
  private readonly panel = make('section', { class: 'panel' });

  constructor(
    private readonly page: Page,
    private readonly api: LinkApi,
    private readonly state: LinkState,
  ) {}

  show(): void {
    this.page.clear();
    this.showCard(this.state.method, false);
    this.showLanding();
    const alone = this.state.method === null ? ' alone' : '';
    this.page.show(make('div', { class: `link${alone}` }, this.holder, this.panel));
  }

  private showCard(method: LinkMethod | null, isNew: boolean): void {
    this.page.tell((texts) => {
      this.holder.replaceChildren(...(method ? [cardVisual(method, texts, isNew)] : []));
    });
  }

  private showLanding(): void {
    const hello = make('p', { class: 'hello' });
    const title = make('h1', { attrs: { tabindex: '-1' } });
    const body = make('p', { class: 'lead' });
    const start = make('button', { class: 'button', attrs: { type: 'button' } });
    const stepsTitle = make('h2', { class: 'steps-title' });
    const steps = make('ol', { class: 'steps' });
    this.page.tell((texts) => {
      const text = texts.landing(this.state.method);
      hello.textContent = texts.hello(this.state.customer.name);
      title.textContent = text.title;
      body.textContent = text.body;
      start.textContent = texts.start;
      stepsTitle.textContent = texts.stepsTitle;
      steps.replaceChildren(...texts.steps.map((step) => make('li', { text: step })));
      document.title = text.title;
    });
    start.addEventListener('click', () => {
      this.showForm();
    });
    this.panel.replaceChildren(hello, title, body, start, stepsTitle, steps);
  }

  private showForm(): void {
    const title = make('h1', { attrs: { tabindex: '-1' } });
    const form = make('omnicrm-payment-form', {
      attrs: { 'api-base': location.origin, 'font-css': '/assets/fonts/fonts.css', cancelable: '' },
    });
    form.toggleAttribute('offer-default', this.state.offer_default);
    form.toggleAttribute('default-ticked', this.state.default_ticked);
    form.vendors = this.state.vendors;
    form.beginSetup = (choice) => this.api.beginSetup(choice);
    this.page.clear();
    this.showCard(this.state.method, false);
    this.page.tell((texts, locale) => {
      title.textContent = texts.formTitle;
      document.title = texts.formTitle;
      form.setAttribute('locale', locale);
    });
    form.addEventListener('omnicrm:cancel', () => {
      this.show();
    });
    form.addEventListener('omnicrm:added', ({ detail }) => {
      this.showDone(form, title, detail.method);
    });
    this.panel.replaceChildren(title, form);
    title.focus();
  }

  private showDone(form: HTMLElement, title: HTMLElement, added: StoredMethod): void {
    const close = make('p', { class: 'close-page' });
    const another = make('button', { class: 'button quiet', attrs: { type: 'button' } });
    another.addEventListener('click', () => {
      this.showForm();
    });
    this.page.clear();
    this.page.tell((texts, locale) => {
      title.textContent = texts.thanks(this.state.customer.name);
      document.title = title.textContent;
      close.textContent = texts.closePage;
      another.textContent = texts.addAnother;
      form.setAttribute('locale', locale);
    });
    this.showCard({ ...added, days_left: null }, true);
    form.append(make('div', { class: 'done-extra', attrs: { slot: 'done' } }, close, another));
    this.panel.classList.add('finished');
  }
}
