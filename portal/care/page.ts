import { make } from '../dom.js';
import type { Locale } from '../payment-form/contract.js';
import { localeOf } from '../payment-form/texts.js';
import { textsFor } from './texts.js';
import type { CareTexts } from './care-texts.js';

const STORED = 'omnicrm.locale';

/** Header, footer, language; holds whatever the page shows at the moment. */
export class Page {
  private locale: Locale;
  private readonly chosen: Locale | null = storedLocale();
  private readonly main = make('main', { attrs: { id: 'main', tabindex: '-1' } });
  private readonly status = make('p', { class: 'sr', attrs: { role: 'status' } });
  private readonly switcher = make('button', { class: 'language', attrs: { type: 'button' } });
  private readonly frame: ((texts: CareTexts) => void)[] = [];
  private content: ((texts: CareTexts, locale: Locale) => void)[] = [];

  constructor() {
    this.locale = this.chosen ?? localeOf(document.documentElement.lang);
    const { businessName = '', businessLogo = '', mode = '' } = document.body.dataset;
    const banner = make('p');
    const footer = make('p');
    this.frame.push((texts) => {
      banner.textContent = texts.sandbox;
      footer.textContent = texts.footer;
      this.switcher.textContent = texts.otherLanguage;
      this.switcher.lang = this.locale === 'ar' ? 'en' : 'ar';
    });
    this.switcher.addEventListener('click', () => {
      this.speak(this.locale === 'ar' ? 'en' : 'ar');
      storeLocale(this.locale);
    });
    if (mode === 'sandbox') document.body.append(make('aside', { class: 'sandbox' }, banner));
    document.body.append(
      make('header', {}, brand(businessName, businessLogo), this.switcher),
      this.status,
      this.main,
      make('footer', {}, footer),
    );
    this.speak(this.locale);
  }

  /** The customer's own language, unless he chose one on this device. */
  prefer(locale: Locale): void {
    this.speak(this.chosen ?? locale);
  }

  get language(): Locale {
    return this.locale;
  }

  /** Replaces what is shown; the first heading takes the focus unless told otherwise. */
  show(content: HTMLElement, options: { focus?: boolean } = {}): void {
    this.main.replaceChildren(content);
    this.retell();
    if (options.focus ?? true) content.querySelector<HTMLElement>('h1')?.focus();
  }

  /** Forgets the texts of what was shown before. */
  clear(): void {
    this.content = [];
  }

  /** Sets a text now and again whenever the language changes. */
  tell(apply: (texts: CareTexts, locale: Locale) => void): void {
    this.content.push(apply);
    apply(textsFor(this.locale), this.locale);
  }

  announce(text: string): void {
    this.status.textContent = text;
  }

  private speak(locale: Locale): void {
    this.locale = locale;
    document.documentElement.lang = locale;
    document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
    this.retell();
  }

  private retell(): void {
    const texts = textsFor(this.locale);
    for (const apply of this.frame) apply(texts);
    for (const apply of this.content) apply(texts, this.locale);
  }
}

function brand(name: string, logo: string): HTMLElement {
  if (logo === '') return make('p', { class: 'business', text: name });
  return make('p', { class: 'business' }, make('img', { attrs: { src: logo, alt: name } }));
}

function storedLocale(): Locale | null {
  try {
    const stored = localStorage.getItem(STORED);
    return stored === 'ar' || stored === 'en' ? stored : null;
  } catch {
    return null;
  }
}

function storeLocale(locale: Locale): void {
  try {
    localStorage.setItem(STORED, locale);
  } catch {
    // Storage is off: the choice lasts as long as the page.
  }
}
