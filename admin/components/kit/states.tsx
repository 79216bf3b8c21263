import type { ReactElement, ReactNode } from 'react';
import { AlertTriangle } from 'react-feather';
import type { PanelError } from '../api.js';
import { t } from '../boot.js';
import type { Load } from '../hooks.js';
import { Button } from './controls.js';

/** Nothing to show, said in a way that tells what to do about it. */
export function Empty({
  title,
  text,
  icon,
  heading: Heading = 'h2',
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly icon: ReactNode;
  /** `h1` where it is all that the page shows. */
  readonly heading?: 'h1' | 'h2' | 'h3';
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <div className="oc-empty">
      <span className="oc-empty-icon" aria-hidden="true">
        {icon}
      </span>
      <Heading>{title}</Heading>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** A part of the page that could not be read. */
export function Failed({
  error,
  onRetry,
}: {
  readonly error: PanelError;
  readonly onRetry: () => void;
}): ReactElement {
  return (
    <div className="oc-empty" role="alert">
      <span className="oc-empty-icon is-bad" aria-hidden="true">
        <AlertTriangle size={22} />
      </span>
      <h2>{t('trouble.title')}</h2>
      <p>
        {error.message}
        {error.hint ? ` ${error.hint}` : ''}
      </p>
      <Button onClick={onRetry}>{t('trouble.retry')}</Button>
    </div>
  );
}

/** What did not work, told at once to screen readers too. */
export function Alarm({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <div className="oc-refused" role="alert">
      <AlertTriangle size={16} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}

/** Why the last click did not work, beside what was clicked. */
export function Refused({
  error,
  fields = [],
}: {
  readonly error: PanelError | null;
  /** What is wrong with single fields. */
  readonly fields?: readonly string[];
}): ReactElement | null {
  if (!error) return null;
  return (
    <Alarm>
      <strong>{error.message}</strong>
      {error.hint ? <p>{error.hint}</p> : null}
      <Lines texts={fields} />
    </Alarm>
  );
}

/** One below another. */
export function Lines({ texts }: { readonly texts: readonly string[] }): ReactElement | null {
  if (texts.length === 0) return null;
  return (
    <ul className="oc-lines">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** Something to know before going on. */
export function Warning({
  role,
  children,
}: {
  readonly role?: 'status';
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="oc-warning" role={role}>
      <AlertTriangle size={18} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}

/** Grey rows in the place of those that are on their way. */
export function Skeleton({ rows = 6 }: { readonly rows?: number }): ReactElement {
  return (
    <div className="oc-skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

/** What was read, or its skeleton, or why it could not be read. */
export function Loaded<T>({
  load,
  skeleton = 6,
  children,
}: {
  readonly load: Load<T>;
  readonly skeleton?: number;
  readonly children: (data: T) => ReactNode;
}): ReactElement {
  if (load.error) return <Failed error={load.error} onRetry={load.reload} />;
  if (load.data === null) return <Skeleton rows={skeleton} />;
  return <>{children(load.data)}</>;
}
