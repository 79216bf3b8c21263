import { useState, type ReactElement } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { TextKey } from '../../locale/translate.js';
import type { MessageDetail } from '../../panel-messages.js';
import { newKey, read, writeOnce } from '../api.js';
import { boot, t } from '../boot.js';
import { useLoad, useMay, useSay } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import { Button } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';
import { Page } from '../kit/page.js';
import type { Row } from '../list/cell.js';
import { BackLink, columnsOf, Values } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';

/** One message: what became of it, and the mail itself in a frame that can do nothing. */
export function MessagePage({ resource, recordId }: RecordPageProps): ReactElement {
  const load = useLoad(recordId, () => read<{ row: MessageDetail }>(resource.id, 'row', { id: recordId }));
  return (
    <Page title={load.data?.row.subject ?? t('resources.messages')}>
      <BackLink to={`/admin/resources/${resource.id}`} label={t('resources.messages')} />
      <Loaded load={load}>{({ row }) => <Message message={row} columns={columnsOf(resource)} />}</Loaded>
    </Page>
  );
}

function previewKey({ sent_at: sentAt, as_sent: asSent, state }: MessageDetail): TextKey {
  if (state === 'skipped') return 'message.previewSkipped';
  if (sentAt === null) return 'message.previewSoon';
  return asSent ? 'message.preview' : 'message.previewNow';
}

interface MessageProps {
  readonly message: MessageDetail;
  readonly columns: ReturnType<typeof columnsOf>;
}

function Message({ message, columns }: MessageProps): ReactElement {
  return (
    <>
      <header className="oc-page-head">
        <h1 dir="auto">{message.subject}</h1>
        <ResendButton key={message.id} message={message} />
      </header>
      <div className="oc-columns is-mail">
        <section className="oc-panel">
          <h2>{t(previewKey(message))}</h2>
          <iframe className="oc-mail" title={message.subject} sandbox="" src={`/admin/mail/${message.id}`} />
          <details className="oc-details">
            <summary>{t('message.textVersion')}</summary>
            <pre dir="auto">{message.text}</pre>
          </details>
        </section>
        <section className="oc-panel">
          <h2>{t('message.why')}</h2>
          <p className={`oc-note${BAD.includes(message.state) ? ' oc-bad-text' : ''}`}>
            {message.explanation[boot.locale]}
          </p>
          <Elsewhere message={message} />
          <Values row={message as unknown as Row} columns={columns} />
        </section>
      </div>
    </>
  );
}

const BAD = ['bounced', 'blocked', 'spam', 'failed', 'skipped'];

/** Whose it is, what it repeats, and how its template looks now. */
function Elsewhere({ message }: { readonly message: MessageDetail }): ReactElement {
  const { customer_id: customer, customer_name: name, resent_from: original, type, id, locale } = message;
  const template = new URLSearchParams({ type, lang: locale, message: id }).toString();
  return (
    <ul className="oc-links">
      {customer === null ? null : (
        <li>
          <Link to={`/admin/resources/customers/records/${customer}/messages`}>
            {t('message.allOf', { name: `\u2068${name ?? ''}\u2069` })}
          </Link>
        </li>
      )}
      {original === null ? null : (
        <li>
          <Link to={`/admin/resources/messages/records/${original}/show`}>{t('message.original')}</Link>
        </li>
      )}
      <li>
        <Link to={`/admin/resources/mail-templates?${template}`}>{t('message.template')}</Link>
      </li>
    </ul>
  );
}

const WAITING = ['queued', 'sending'];

/** Whoever has a record gets it where he can be reached now, which may be elsewhere. */
function resendText({ customer_id: customer, customer_name: name, to_email: email }: MessageDetail): string {
  return customer === null
    ? t('message.resendTo', { email: `\u2066${email ?? ''}\u2069` })
    : t('message.resendToCustomer', { name: `\u2068${name ?? ''}\u2069` });
}

/** The same mail once more, as a message of its own. */
function ResendButton({ message }: { readonly message: MessageDetail }): ReactElement | null {
  const say = useSay();
  const go = useNavigate();
  const [key] = useState(newKey);
  const [isAsking, setAsking] = useState(false);
  const may = useMay()('messages:write') && message.mark !== 'test';
  if (!may || WAITING.includes(message.state)) return null;
  const close = (): void => {
    setAsking(false);
  };
  return (
    <>
      <Button
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('message.resend')}
      </Button>
      {isAsking ? (
        <ActDialog
          title={t('message.resendTitle')}
          text={resendText(message)}
          note={t('message.resendNote')}
          button={t('message.resend')}
          act={async () => {
            const { id } = await writeOnce<{ id: string }>('messages', 'resend', { key, id: message.id });
            say(t('message.resent'));
            go(`/admin/resources/messages/records/${id}/show`);
          }}
          onClose={close}
          onDone={close}
        />
      ) : null}
    </>
  );
}
