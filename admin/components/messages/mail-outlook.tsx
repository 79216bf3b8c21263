import type { ReactElement } from 'react';
import { AlertTriangle, CheckCircle } from 'react-feather';
import { Link } from 'react-router-dom';
import type { OutlookView } from '../../panel-messages.js';
import type { CustomerDetail } from '../../panel-services.js';
import { read } from '../api.js';
import { boot, date, day, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Badge, toneOf } from '../kit/controls.js';
import { Loaded } from '../kit/states.js';

type Card = OutlookView['cards'][number];

/** "Why did this customer get no mail?": what keeps reminders away, and for each card the mail of its stage or why there is none. */
export function MailOutlook({ customer }: { readonly customer: CustomerDetail }): ReactElement {
  const load = useLoad(customer.id, () =>
    read<OutlookView>('messages', 'outlook', { customer_id: customer.id }),
  );
  return (
    <section className="oc-panel oc-outlook" aria-busy={load.loading}>
      <div className="oc-panel-head">
        <div>
          <h2>{t('outlook.title')}</h2>
          <p>{t('outlook.lead')}</p>
        </div>
      </div>
      <Loaded load={load} skeleton={2}>
        {(outlook) => (
          <>
            <Reach outlook={outlook} customer={customer} />
            {outlook.cards.length > 0 ? <Cards cards={outlook.cards} /> : null}
          </>
        )}
      </Loaded>
    </section>
  );
}

function Reach({
  outlook,
  customer,
}: {
  readonly outlook: OutlookView;
  readonly customer: CustomerDetail;
}): ReactElement {
  const { hold, suppression, configured } = outlook;
  const email = `\u2066${customer.email ?? ''}\u2069`;
  if (!configured) return <Line isBad text={t('outlook.notConfigured')} />;
  if (hold === null) return <Line text={t('outlook.reached', { email })} />;
  if (hold !== 'suppressed' || suppression === null)
    return <Line isBad text={t(hold === 'no_email' ? 'outlook.noEmail' : 'outlook.optedOut')} />;
  const reason = word('suppression_reason', suppression.reason);
  return (
    <Line isBad text={t('outlook.suppressed', { email, reason, day: date(suppression.created_at) })}>
      <Link
        to={`/admin/resources/suppressions?${new URLSearchParams({ address: customer.email ?? '' }).toString()}`}
      >
        {t('outlook.toSuppression')}
      </Link>
    </Line>
  );
}

interface LineProps {
  readonly text: string;
  readonly isBad?: boolean;
  readonly children?: ReactElement;
}

function Line({ text, isBad = false, children }: LineProps): ReactElement {
  return (
    <p className={`oc-outlook-line${isBad ? ' is-bad' : ''}`}>
      {isBad ? <AlertTriangle size={16} aria-hidden="true" /> : <CheckCircle size={16} aria-hidden="true" />}
      <span>
        {text} {children}
      </span>
    </p>
  );
}

function Cards({ cards }: { readonly cards: readonly Card[] }): ReactElement {
  return (
    <ul className="oc-outlook-cards">
      {cards.map((card) => (
        <li key={card.payment_method_id}>
          <span className="oc-together">
            <strong>{cardName(card)}</strong>
            {card.is_default ? <Badge tone="good">{t('methods.default')}</Badge> : null}
            <span className="oc-faint">{t('outlook.expires', { day: day(card.expires_on) })}</span>
          </span>
          <p>
            {card.type === null ? null : <span>{word('message_type', card.type)}: </span>}
            {verdictText(card)}{' '}
            {card.message ? (
              <Link to={`/admin/resources/messages/records/${card.message.id}/show`}>
                <Badge tone={toneOf(card.message.state)}>{word('message_state', card.message.state)}</Badge>
              </Link>
            ) : null}
          </p>
        </li>
      ))}
    </ul>
  );
}

function cardName({ brand, last4 }: Card): string {
  return t('methods.card', {
    brand: word('brand', brand ?? 'unknown'),
    last4: `\u2066${last4 ?? '····'}\u2069`,
  });
}

function verdictText({ verdict, message, next_on: next }: Card): string {
  if (message) return message.explanation[boot.locale];
  const words = word('outlook_verdict', verdict);
  return next === null ? words : `${words} ${t('outlook.next', { day: day(next) })}`;
}
