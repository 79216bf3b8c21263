import type { ReactElement } from 'react';
import type { TextKey } from '../../locale/translate.js';
import type { MessageDetail } from '../../panel-services.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import { useLoad } from '../hooks.js';
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

function previewKey({ sent_at: sentAt, as_sent: asSent }: MessageDetail): TextKey {
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
          <Values row={message as unknown as Row} columns={columns} />
          {message.error_detail ? (
            <p className="oc-bad-text">
              {t('message.error')}: <bdi>{message.error_detail}</bdi>
            </p>
          ) : null}
        </section>
      </div>
    </>
  );
}
