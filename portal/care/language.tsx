import { I18nProvider } from 'react-aria-components/I18nProvider';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { formatMoney } from '../../src/common/money.js';
import type { Locale } from '../payment-form/contract.js';
import { localeOf } from '../payment-form/texts.js';
import type { Money } from './care-types.js';
import { arabicMoney } from './arabic.js';
import { textsFor } from './texts.js';
import type { CareTexts } from './texts.en.js';

const STORED = 'omnicrm.locale';

/** The page's language and how it writes things. */
export interface Language {
  readonly locale: Locale;
  readonly texts: CareTexts;
  /** Changes it on this device. */
  readonly choose: (locale: Locale) => void;
  /** The customer's own language, unless another one was chosen on this device. */
  readonly prefer: (locale: Locale) => void;
  readonly money: (money: Money) => string;
  /** An amount that came or went, with its sign. */
  readonly change: (money: Money) => string;
  readonly day: (day: string) => string;
  readonly instant: (at: string) => string;
}

const Context = createContext<Language | null>(null);

/** Gives the pages below their language and the document its direction. */
export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [locale, setLocale] = useState<Locale>(
    () => storedLocale() ?? localeOf(document.documentElement.lang),
  );
  useEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = locale === 'ar' ? 'rtl' : 'ltr';
  }, [locale]);
  const choose = useCallback((wish: Locale) => {
    storeLocale(wish);
    setLocale(wish);
  }, []);
  const prefer = useCallback((wish: Locale) => {
    setLocale(storedLocale() ?? wish);
  }, []);
  const language = useMemo(
    () => ({ locale, texts: textsFor(locale), choose, prefer, ...formatsOf(locale) }),
    [locale, choose, prefer],
  );
  return (
    <Context.Provider value={language}>
      <I18nProvider locale={locale}>{children}</I18nProvider>
    </Context.Provider>
  );
}

/** The language of the page. */
export function useLanguage(): Language {
  const language = useContext(Context);
  if (!language) throw new Error('There is no language around this.');
  return language;
}

/** Its words alone. */
export function useTexts(): CareTexts {
  return useLanguage().texts;
}

function formatsOf(locale: Locale): Pick<Language, 'money' | 'change' | 'day' | 'instant'> {
  // Western digits in both languages, as in our mails.
  const tag = locale === 'ar' ? 'ar-u-nu-latn' : 'en-GB';
  const format = { day: 'numeric', month: locale === 'ar' ? 'long' : 'short', year: 'numeric' } as const;
  const days = new Intl.DateTimeFormat(tag, { ...format, timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(tag, format);
  const money = locale === 'ar' ? arabicMoney : (sum: Money): string => formatMoney(sum, tag);
  return {
    money,
    // The sign stands before the symbol in English, before the first digit in Arabic.
    change: ({ amount, currency }) =>
      money({ amount: Math.abs(amount), currency }).replace(
        locale === 'ar' ? /(?=\d)/ : /^/,
        amount < 0 ? '\u2212' : '+',
      ),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    instant: (at) => instants.format(new Date(at)),
  };
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
