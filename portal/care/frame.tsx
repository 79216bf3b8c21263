import type { ReactNode } from 'react';
import { useLanguage, useTexts } from './language.js';
import { usePage, type PageName } from './route.js';
import { Icon, type IconName } from './ui/icon.js';
import { PageLink } from './ui/parts.js';
import { useSession } from './use-session.js';

const { businessName = '', businessLogo = '', mode = '' } = document.body.dataset;

/** What stands around every page: whose it is, where else to go, the language. */
export function Frame({
  isOpen,
  children,
}: {
  readonly isOpen: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const texts = useTexts();
  const { trouble } = useSession();
  const page = usePage();
  // Who came by a link has one thing to do; the rest of the account is one press away.
  const hasPages = isOpen && page !== 'link';
  return (
    <>
      <a className="skip" href="#main">
        {texts.skip}
      </a>
      {mode === 'sandbox' && (
        <aside className="sandbox" aria-label={texts.sandbox}>
          <p>{texts.sandbox}</p>
        </aside>
      )}
      <header>
        <div className="bar">
          <p className="business">
            {businessLogo === '' ? businessName : <img src={businessLogo} alt={businessName} />}
          </p>
          {hasPages && <Navigation page={page} />}
          <LanguageSwitch />
        </div>
      </header>
      <p id="status" className="sr" role="status" />
      <main id="main" tabIndex={-1}>
        {trouble && (
          <p className="offline" role="status">
            <Icon name="offline" />
            {texts[trouble]}
          </p>
        )}
        {children}
      </main>
      <footer>
        <p>{texts.footer}</p>
      </footer>
    </>
  );
}

function LanguageSwitch(): ReactNode {
  const { locale, texts, choose } = useLanguage();
  const other = locale === 'ar' ? 'en' : 'ar';
  return (
    <button
      type="button"
      className="language"
      lang={other}
      onClick={() => {
        choose(other);
      }}
    >
      {texts.otherLanguage}
    </button>
  );
}

const LINKS = [
  ['overview', 'home'],
  ['methods', 'card'],
  ['invoices', 'document'],
  ['balance', 'wallet'],
  ['settings', 'gear'],
] as const satisfies readonly (readonly [PageName, IconName])[];

function Navigation({ page }: { readonly page: PageName }): ReactNode {
  const texts = useTexts();
  const { overview } = useSession();
  const isPrepaid = overview?.subscriptions.some(({ billing_mode }) => billing_mode === 'prepaid') ?? false;
  const shown = LINKS.filter(([name]) => name !== 'balance' || isPrepaid);
  const current = page === 'add' ? 'methods' : page === 'receipts' ? 'invoices' : page;
  return (
    <nav className="pages" aria-label={texts.pages}>
      {shown.map(([name, icon]) => (
        <PageLink key={name} to={name} className="page" isCurrent={name === current}>
          <Icon name={icon} />
          <span className="page-long">{texts.nav[name]}</span>
          <span className="page-short">{texts.shortNav[name]}</span>
        </PageLink>
      ))}
    </nav>
  );
}
