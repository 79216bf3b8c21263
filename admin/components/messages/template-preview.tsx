import type { ReactElement } from 'react';
import { useState } from 'react';
import { Send } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { MessageRow, TemplateView } from '../../panel-messages.js';
import { newKey, read, writeOnce } from '../api.js';
import { boot, instant, t, word } from '../boot.js';
import { useLoad, useMay, useSignedIn, useTask, type Address } from '../hooks.js';
import { Button, Segments, Select } from '../kit/controls.js';
import { Loaded, Refused } from '../kit/states.js';

interface PreviewProps {
  readonly template: TemplateView;
  readonly address: Address;
}

interface Wish {
  readonly type: string;
  readonly locale: 'ar' | 'en';
  readonly message_id?: string;
}

/** Whether this screen is a phone's, where a wide mail would be cut. */
function narrow(): boolean {
  return window.matchMedia('(max-width: 640px)').matches;
}

/** One template in a frame that can do nothing, in either language, on a phone or wide, with made-up data or a real mail's. */
export function TemplatePreview({ template, address }: PreviewProps): ReactElement {
  const { lang, width = narrow() ? 'phone' : 'wide', message } = address.values;
  const locale = lang === 'ar' || lang === 'en' ? lang : boot.locale;
  const wish: Wish = {
    type: template.id,
    locale,
    ...(message ? { message_id: message } : {}),
  };
  return (
    <section className="oc-panel oc-preview">
      <div className="oc-panel-tools">
        <div className="oc-filters">
          <Segments
            label={t('templates.language')}
            value={locale}
            options={(['ar', 'en'] as const).map((value) => ({ value, label: word('locale', value) }))}
            onPick={(value) => {
              address.filter({ lang: value }, true);
            }}
          />
          <Segments
            label={t('templates.width')}
            value={width}
            options={(['wide', 'phone'] as const).map((value) => ({
              value,
              label: t(`templates.widths.${value}`),
            }))}
            onPick={(value) => {
              address.filter({ width: value }, true);
            }}
          />
          <DataChoice type={template.id} value={message ?? ''} address={address} />
        </div>
      </div>
      <Facts template={template} />
      <Mail wish={wish} isPhone={width === 'phone'} />
      <TestSend key={`${template.id} ${locale}`} type={template.id} locale={locale} />
    </section>
  );
}

/** Made-up data, or those of one of the latest mails of this type. */
function DataChoice({
  type,
  value,
  address,
}: {
  readonly type: string;
  readonly value: string;
  readonly address: Address;
}): ReactElement {
  const load = useLoad(type, () => read<ListAnswer<MessageRow>>('messages', 'list', { type }));
  const latest = (load.data?.rows ?? []).filter(({ mark }) => mark !== 'test').slice(0, 20);
  const options = latest.map((row) => ({
    value: row.id,
    label: `${row.customer_name ?? row.to_email ?? '–'}, ${instant(row.created_at)}`,
  }));
  const isElse = value !== '' && !options.some((option) => option.value === value);
  return (
    <Select
      label={t('templates.data')}
      value={value}
      options={[
        { value: '', label: t('templates.sample') },
        ...(isElse ? [{ value, label: t('templates.oneMail') }] : []),
        ...options,
      ]}
      onPick={(message) => {
        address.filter({ message }, true);
      }}
    />
  );
}

function Facts({ template }: { readonly template: TemplateView }): ReactElement {
  const { from, template_id: id } = template;
  return (
    <p className="oc-preview-facts">
      {from === null ? (
        <strong className="oc-bad-text">{t('templates.noSender')}</strong>
      ) : (
        <span>
          {t('templates.from')} <bdi>{from.name ?? ''}</bdi> <bdi dir="ltr">{`<${from.email}>`}</bdi>
        </span>
      )}
      <span>
        {id === null ? t('templates.ours') : t('templates.mailjet', { id: `\u2066${String(id)}\u2069` })}
      </span>
    </p>
  );
}

function Mail({ wish, isPhone }: { readonly wish: Wish; readonly isPhone: boolean }): ReactElement {
  const query = new URLSearchParams({ ...wish }).toString();
  const load = useLoad(query, () =>
    read<{ subject: string; text: string }>('mail-templates', 'preview', { ...wish }),
  );
  return (
    <Loaded load={load} skeleton={6}>
      {({ subject, text }) => (
        <>
          <h2 dir="auto" className="oc-preview-subject">
            {subject}
          </h2>
          <div className={`oc-preview-stage${isPhone ? ' is-phone' : ''}`}>
            <iframe
              key={query}
              className="oc-mail"
              title={subject}
              sandbox=""
              src={`/admin/mail-preview?${query}`}
            />
          </div>
          <details className="oc-details">
            <summary>{t('message.textVersion')}</summary>
            <pre dir="auto" tabIndex={0}>
              {text}
            </pre>
          </details>
        </>
      )}
    </Loaded>
  );
}

interface Sent {
  readonly id: string;
  readonly state: string;
  readonly explanation: Readonly<Record<'ar' | 'en', string>>;
}

/** The template with made-up data to one's own address, through the same queue as any mail. */
function TestSend({
  type,
  locale,
}: {
  readonly type: string;
  readonly locale: 'ar' | 'en';
}): ReactElement | null {
  const { email } = useSignedIn();
  const may = useMay()('messages:write');
  const [key, setKey] = useState(newKey);
  const [sent, setSent] = useState<Sent | null>(null);
  const test = useTask(async () => {
    setSent(await writeOnce<Sent>('mail-templates', 'test', { key, type, locale }));
    setKey(newKey());
  });
  if (!may) return null;
  return (
    <div className="oc-preview-test">
      <Button
        busy={test.busy}
        icon={<Send size={15} aria-hidden="true" className="oc-mirror" />}
        onClick={() => void test.run()}
      >
        {t('templates.test')}
      </Button>
      <p className="oc-note">{t('templates.testHint', { email: `\u2066${email}\u2069` })}</p>
      {sent ? (
        <p role="status" className={sent.state === 'skipped' ? 'oc-bad-text' : 'oc-good-text'}>
          {sent.state === 'skipped' ? sent.explanation[boot.locale] : t('templates.tested')}{' '}
          <Link to={`/admin/resources/messages/records/${sent.id}/show`}>{t('templates.follow')}</Link>
        </p>
      ) : null}
      <Refused error={test.error} />
    </div>
  );
}
