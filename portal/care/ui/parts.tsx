import { Button } from 'react-aria-components/Button';
import type { MouseEvent, ReactNode } from 'react';
import type { Money as MoneyValue } from '../care-types.js';
import { useLanguage } from '../language.js';
import { hrefOf, navigate } from '../route.js';
import { Icon, type IconName } from './icon.js';

/** How much a thing wants to be looked at. */
export type Tone = 'danger' | 'warning' | 'info' | 'success' | 'neutral';

interface ActionProps {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly look?: 'primary' | 'quiet' | 'danger' | 'text';
  readonly icon?: IconName;
  readonly isBusy?: boolean;
  readonly type?: 'button' | 'submit';
  readonly label?: string;
}

/** A button in one of our looks; while it is busy it keeps the focus and does nothing. */
export function Action({
  children,
  onPress,
  look = 'primary',
  icon,
  isBusy = false,
  type = 'button',
  label,
}: ActionProps): ReactNode {
  return (
    <Button
      type={type}
      className={`button ${look}${isBusy ? ' busy' : ''}`}
      {...(onPress && !isBusy ? { onPress } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {isBusy ? <span className="spinner" /> : icon && <Icon name={icon} />}
      <span>{children}</span>
    </Button>
  );
}

interface PageLinkProps {
  readonly to: Parameters<typeof hrefOf>[0];
  readonly children: ReactNode;
  readonly className?: string;
  readonly isCurrent?: boolean;
}

/** A link to a page of ours, which is shown without being loaded. */
export function PageLink({
  to,
  children,
  className = 'link-text',
  isCurrent = false,
}: PageLinkProps): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a
      href={hrefOf(to)}
      className={className}
      onClick={follow}
      {...(isCurrent ? { 'aria-current': 'page' } : {})}
    >
      {children}
    </a>
  );
}

/** A link to another place, such as a bank's page or a printable invoice, in a tab of its own. */
export function OutLink({
  href,
  children,
  className = 'link-text',
  label,
}: {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
}): ReactNode {
  const { texts } = useLanguage();
  return (
    <a href={href} className={className} target="_blank" rel="noopener">
      {label === undefined ? children : <span aria-hidden="true">{children}</span>}
      <span className="sr">{`${label ?? ''} ${texts.newTab}`}</span>
    </a>
  );
}

const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  danger: 'alert',
  warning: 'clock',
  info: 'bank',
  success: 'check',
  neutral: 'card',
};

interface NoticeProps {
  readonly tone: Tone;
  readonly title: string;
  readonly body?: ReactNode;
  readonly children?: ReactNode;
  readonly icon?: IconName;
  readonly isAlert?: boolean;
  readonly size?: 'large' | 'small';
}

/** What happened or is to do, in a tone, with its actions below. */
export function Notice({
  tone,
  title,
  body,
  children,
  icon,
  isAlert,
  size = 'small',
}: NoticeProps): ReactNode {
  return (
    <div className={`notice ${tone} ${size}`} role={isAlert ? 'alert' : undefined}>
      <span className="notice-icon">
        <Icon name={icon ?? TONE_ICONS[tone]} />
      </span>
      <div className="notice-text">
        <p className="notice-title">{title}</p>
        {body !== undefined && body !== '' && <p>{body}</p>}
        {children !== undefined && <div className="notice-actions">{children}</div>}
      </div>
    </div>
  );
}

/** One word about how a thing stands. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** An amount, which reads in its own direction whatever stands around it. */
export function Money({ value }: { readonly value: MoneyValue }): ReactNode {
  const { locale, money } = useLanguage();
  return (
    <bdi className="money" dir={locale === 'ar' ? 'rtl' : 'ltr'}>
      {money(value)}
    </bdi>
  );
}

/** Latin runs and digits, which read from left to right in every language. */
export function Ltr({ children }: { readonly children: ReactNode }): ReactNode {
  return <bdi dir="ltr">{children}</bdi>;
}

/** Nothing here yet, and what would fill it. */
export function Empty({
  icon,
  title,
  body,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  readonly body: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <span className="dot">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      <p>{body}</p>
      {children}
    </div>
  );
}

/** The shape of what is being loaded. */
export function Skeleton({ rows = 3 }: { readonly rows?: number }): ReactNode {
  return (
    <div className="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
