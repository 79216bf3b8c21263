import type { ReactElement } from 'react';
import {
  Activity,
  AlertTriangle,
  Clock,
  DollarSign,
  FileText,
  Home,
  Inbox,
  Key,
  Layout,
  Mail,
  Phone,
  Send,
  Server,
  Share2,
  Slash,
  Sliders,
  TrendingUp,
  UserCheck,
  Users,
  type Icon,
} from 'react-feather';
import { useSelector } from 'react-redux';
import { NavLink } from 'react-router-dom';
import type { TextKey } from '../../locale/translate.js';
import { boot, t } from '../boot.js';
import { Logo } from './logo.js';

interface Resource {
  readonly id: string;
  /** Null where this person may not see the list. */
  readonly href: string | null;
  readonly navigation: { readonly name: string; readonly icon: string } | null;
}

const ICONS: Readonly<Record<string, Icon>> = {
  Activity,
  AlertTriangle,
  Clock,
  DollarSign,
  FileText,
  Inbox,
  Key,
  Layout,
  Mail,
  Phone,
  Send,
  Server,
  Share2,
  Slash,
  Sliders,
  TrendingUp,
  UserCheck,
  Users,
};

/** AdminJS' resources that this person may see, in their groups. */
export function Sidebar({ isVisible }: { readonly isVisible: boolean }): ReactElement {
  const resources = useSelector((state: { readonly resources: readonly Resource[] }) => state.resources);
  const shown = resources.filter((resource) => resource.href !== null);
  const groups = [...new Set(shown.map((resource) => resource.navigation?.name ?? ''))];
  return (
    <nav className={`oc-sidebar${isVisible ? ' is-open' : ''}`} aria-label={t('shell.navigation')}>
      <a className="oc-skip" href="#content">
        {t('shell.skip')}
      </a>
      <NavLink to="/admin" className="oc-sidebar-brand" end>
        <Logo />
      </NavLink>
      <div className="oc-sidebar-links">
        <NavLink to="/admin" end className="oc-nav">
          <Home size={17} aria-hidden="true" />
          {t('shell.home')}
        </NavLink>
        {groups.map((group) => (
          <section key={group}>
            <h2>{t(`groups.${group}` as TextKey)}</h2>
            {shown
              .filter((resource) => resource.navigation?.name === group)
              .map((resource) => (
                <ResourceLink key={resource.id} resource={resource} />
              ))}
          </section>
        ))}
      </div>
      <p className="oc-sidebar-foot">{boot.businessName}</p>
    </nav>
  );
}

// Where the window is low, the page that is open is among those scrolled to.
function intoView(link: HTMLAnchorElement | null): void {
  const box = link?.closest('.oc-sidebar');
  if (box && link?.getAttribute('aria-current') === 'page')
    box.scrollTop = link.offsetTop - box.clientHeight / 2;
}

function ResourceLink({ resource }: { readonly resource: Resource }): ReactElement {
  const Shape = ICONS[resource.navigation?.icon ?? ''] ?? FileText;
  return (
    <NavLink ref={intoView} to={resource.href ?? '/admin'} className="oc-nav">
      <Shape size={17} aria-hidden="true" />
      {t(`resources.${resource.id}` as TextKey)}
    </NavLink>
  );
}
