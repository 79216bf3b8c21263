import type { ReactElement } from 'react';
import { LogOut, Menu as MenuIcon } from 'react-feather';
import { useLocation } from 'react-router-dom';
import { boot, day, t, word } from '../boot.js';
import { useSignedIn } from '../hooks.js';
import { Badge, toneOf } from '../kit/controls.js';

/** Who is here and in which language, under a band that says when no real money moves. */
export function TopBar({ toggleSidebar }: { readonly toggleSidebar: () => void }): ReactElement {
  const { name, email, role } = useSignedIn();
  const { pathname, search } = useLocation();
  const other = boot.locale === 'ar' ? 'en' : 'ar';
  return (
    <>
      {boot.mode === 'live' ? null : <ModeBand />}
      <header className="oc-topbar" role="banner">
        <button
          type="button"
          className="oc-icon-button oc-topbar-menu"
          aria-label={t('shell.menu')}
          onClick={toggleSidebar}
        >
          <MenuIcon size={20} aria-hidden="true" />
        </button>
        <span className="oc-topbar-space" />
        <form method="post" action="/admin/locale">
          <input type="hidden" name="to" value={pathname + search} />
          <button
            className="oc-language"
            name="locale"
            value={other}
            lang={other}
            title={t('shell.language')}
          >
            {other === 'ar' ? 'العربية' : 'English'}
          </button>
        </form>
        <a
          className="oc-person"
          href={`/admin/password?to=${encodeURIComponent(pathname + search)}`}
          title={`${email}\n${t('ownPassword.title')}`}
        >
          <span className="oc-avatar" aria-hidden="true">
            {initials(name)}
          </span>
          <span className="oc-person-name">{name}</span>
          <Badge tone={toneOf(role)}>{word('role', role)}</Badge>
          <span className="oc-hidden">{t('ownPassword.title')}</span>
        </a>
        <form method="post" action="/admin/logout">
          <button className="oc-icon-button" aria-label={t('shell.signOut')} title={t('shell.signOut')}>
            <LogOut size={18} aria-hidden="true" className="oc-mirror" />
          </button>
        </form>
      </header>
    </>
  );
}

function ModeBand(): ReactElement {
  const sandbox = boot.mode === 'sandbox';
  const name = t(sandbox ? 'shell.sandboxName' : 'shell.testName');
  return (
    <section className="oc-band" aria-label={name}>
      <strong>{name}</strong>
      <span className="oc-band-text">{t(sandbox ? 'shell.sandbox' : 'shell.test')}</span>
      {sandbox ? <span>{t('shell.sandboxDay', { day: day(boot.today) })}</span> : null}
    </section>
  );
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined].map((part) => part?.[0] ?? '').join('');
}
