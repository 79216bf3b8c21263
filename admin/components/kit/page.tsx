import type { ReactElement, ReactNode } from 'react';
import { useEffect } from 'react';
import { t } from '../boot.js';

interface PageProps {
  /** What the browser's tab says. */
  readonly title: string;
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** The part of the screen that changes from page to page. */
export function Page({ title, narrow = false, children }: PageProps): ReactElement {
  useEffect(() => {
    document.title = `${title} · ${t('shell.product')}`;
  }, [title]);
  return (
    <main className={`oc-page${narrow ? ' is-narrow' : ''}`} id="content" tabIndex={-1}>
      {children}
    </main>
  );
}
