import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { AttemptView, PaymentRow, RefundView } from '../../panel-billing.js';
import { read } from '../api.js';
import { instant, t, word } from '../boot.js';
import { useLoad } from '../hooks.js';
import { Amount, Badge, Button, toneOf } from '../kit/controls.js';
import { Facts, type Fact } from '../kit/facts.js';
import { MethodSource } from '../kit/method.js';
import { Page } from '../kit/page.js';
import { Loaded, Warning } from '../kit/states.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import type { BillingActions } from './actions.js';
import { CustomerLink } from './customer-link.js';
import { PaymentStateCell } from './payment-table.js';
import { methodOf, remainderOf } from './words.js';
import { WithCustomer } from './with-customer.js';

/** One payment with every attempt at it and what was given back. */
export function PaymentPage({ recordId }: RecordPageProps): ReactElement {
  const load = useLoad(recordId, () => read<{ row: PaymentRow }>('payments', 'row', { id: recordId }));
  return (
    <Page title={t('payments.one')} narrow>
      <BackLink to="/admin/resources/payments" label={t('resources.payments')} />
      <Loaded load={load}>
        {({ row }) => (
          <WithCustomer customerId={row.customer_id} onChanged={load.reload}>
            {(actions) => <PaymentBody payment={row} actions={actions} />}
          </WithCustomer>
        )}
      </Loaded>
    </Page>
  );
}

interface BodyProps {
  readonly payment: PaymentRow;
  readonly actions: BillingActions | null;
}

function PaymentBody({ payment, actions }: BodyProps): ReactElement {
  return (
    <>
      <header className="oc-page-head">
        <div>
          <h1 className="oc-together">
            <Amount money={payment.money} />
          </h1>
          <PaymentStateCell payment={payment} />
        </div>
        <div className="oc-actions">
          {(actions?.paymentItems(payment) ?? []).map(({ label, onPick }) => (
            <Button key={label} onClick={onPick}>
              {label}
            </Button>
          ))}
        </div>
      </header>
      <Explained payment={payment} />
      <Facts facts={factsOf(payment)} />
      <Attempts attempts={payment.attempts} />
      {payment.refunds.length > 0 ? <Refunds refunds={payment.refunds} /> : null}
    </>
  );
}

const EXPLAINED = ['review', 'unknown', 'pending', 'requires_action'] as const;

/** What a state that is no end means, and what to do about it. */
function Explained({
  payment: { state, review_reason: review },
}: {
  readonly payment: PaymentRow;
}): ReactElement | null {
  const explained = EXPLAINED.find((candidate) => candidate === state);
  if (!explained) return null;
  return (
    <div className="oc-explained">
      <Warning>
        {review === null ? null : (
          <p>
            <strong>{word('review_reason', review)}</strong>
          </p>
        )}
        <p>{t(`payments.means.${explained}`)}</p>
      </Warning>
    </div>
  );
}

function factsOf(payment: PaymentRow): Fact[] {
  const remainder = remainderOf(payment);
  const facts: Fact[] = [
    [
      t('columns.customer_name'),
      <CustomerLink key="customer" id={payment.customer_id} name={payment.customer_name} />,
    ],
    [t('columns.purpose'), <Purpose key="purpose" payment={payment} />],
    [t('columns.made_at'), instant(payment.created_at)],
    [t('payments.captured'), payment.captured ? <Amount key="captured" money={payment.captured} /> : null],
  ];
  if (payment.refunds.length > 0) {
    facts.push([t('payments.refunded'), <Amount key="refunded" money={payment.refunded} />]);
    facts.push([t('payments.remainder'), remainder ? <Amount key="left" money={remainder} /> : null]);
  }
  return facts;
}

function Purpose({ payment }: { readonly payment: PaymentRow }): ReactElement {
  if (payment.invoice_id === null) return <>{word('payment_purpose', payment.purpose)}</>;
  return (
    <Link to={`/admin/resources/invoices/records/${payment.invoice_id}/show`}>
      <bdi dir="ltr" className="oc-code">
        {payment.invoice_number}
      </bdi>
    </Link>
  );
}

function Attempts({ attempts }: { readonly attempts: readonly AttemptView[] }): ReactElement {
  return (
    <section className="oc-panel">
      <h2>{t('payments.attempts')}</h2>
      <ol className="oc-steps">
        {attempts.map((attempt) => (
          <li key={attempt.id}>
            <div className="oc-subscription-head">
              <span className="oc-together">
                <MethodSource method={methodOf(attempt)} />
                <span className="oc-faint">{word('vendor', attempt.vendor)}</span>
              </span>
              <Badge tone={toneOf(attempt.state)}>{word('payment_state', attempt.state)}</Badge>
            </div>
            {attempt.decline ? (
              <p>
                <strong>{word('decline_bucket', attempt.decline.bucket)}</strong>{' '}
                {word('decline_hint', attempt.decline.hint)}
              </p>
            ) : null}
            <p className="oc-dots">
              <time dateTime={attempt.started_at}>{instant(attempt.started_at)}</time>
              {attempt.decline?.code ? (
                <bdi dir="ltr" className="oc-code">
                  {attempt.decline.code}
                </bdi>
              ) : null}
              {attempt.vendor_charge_id === null ? null : (
                <bdi dir="ltr" className="oc-code">
                  {attempt.vendor_charge_id}
                </bdi>
              )}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Refunds({ refunds }: { readonly refunds: readonly RefundView[] }): ReactElement {
  return (
    <section className="oc-panel">
      <h2>{t('refunds.heading')}</h2>
      <ol className="oc-steps">
        {refunds.map((refund) => (
          <li key={refund.id}>
            <div className="oc-subscription-head">
              <Amount money={refund.money} />
              <Badge tone={toneOf(refund.state)}>{word('refund_state', refund.state)}</Badge>
            </div>
            <p className="oc-dots">
              <time dateTime={refund.created_at}>{instant(refund.created_at)}</time>
              <bdi>{refund.source === 'vendor' ? t('refunds.atVendor') : refund.reason}</bdi>
            </p>
            {refund.state === 'failed' ? <p className="oc-bad-text">{t('refunds.failedText')}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
