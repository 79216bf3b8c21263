import { useEffect, type ReactNode } from 'react';
import { announce } from '../announcer.js';
import { useTexts } from '../language.js';
import { session } from '../session.js';
import { useSession } from '../use-session.js';
import { Icon } from './icon.js';
import { Notice } from './parts.js';

/** What became better while the page was open, until another page is opened. */
export function NewsNotice(): ReactNode {
  const texts = useTexts();
  const { news } = useSession();
  const text = news && texts.news[news];
  useEffect(() => {
    if (text) announce(`${text.title}. ${text.body}`);
  }, [text]);
  useEffect(
    () => () => {
      session.dismissNews();
    },
    [],
  );
  return text ? <Notice tone="success" title={text.title} body={text.body} size="large" /> : null;
}

/** After a method was added while something was owed: what becomes of that. */
export function Recovery({ wasOwed }: { readonly wasOwed: boolean }): ReactNode {
  const texts = useTexts();
  const { news } = useSession();
  if (news) return <NewsNotice />;
  if (!wasOwed) return null;
  return (
    <p className="recovery" role="status">
      <span className="spinner" />
      <Icon name="bank" />
      {texts.news.working}
    </p>
  );
}
