import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { PaymentRow } from '../../panel-billing.js';
import { instant, money, t, word } from '../boot.js';
import { Amount, Badge, toneOf } from '../kit/controls.js';
import { Menu } from '../kit/menu.js';
import { MethodSource } from '../kit/method.js';
import { Table } from '../kit/table.js';
import type { BillingActions } from './actions.js';
import { methodOf } from './words.js';

interface TableProps {
  readonly payments: readonly PaymentRow[];
  readonly actions: BillingActions;
}

/** A customer's payments with what can be done with each. */
export function PaymentTable({ payments, actions }: TableProps): ReactElement {
  return (
    <Table
      ruled
      heads={[
        t('columns.made_at'),
        t('columns.purpose'),
        t('columns.money'),
        t('columns.method'),
        t('columns.state'),
        { hidden: t('list.actions') },
      ]}
    >
      {payments.map((payment) => (
        <PaymentLine key={payment.id} payment={payment} actions={actions} />
      ))}
    </Table>
  );
}

function PaymentLine({
  payment,
  actions,
}: {
  readonly payment: PaymentRow;
  readonly actions: BillingActions;
}): ReactElement {
  const { attempts } = payment;
  const attempt = attempts.findLast(({ state }) => state === 'succeeded') ?? attempts.at(-1);
  const items = actions.paymentItems(payment);
  return (
    <tr>
      <td data-label={t('columns.made_at')}>
        <Link to={`/admin/resources/payments/records/${payment.id}/show`} className="oc-open">
          <time dateTime={payment.created_at}>{instant(payment.created_at)}</time>
        </Link>
      </td>
      <td data-label={t('columns.purpose')}>
        {payment.invoice_number === null ? (
          word('payment_purpose', payment.purpose)
        ) : (
          <bdi dir="ltr" className="oc-code">
            {payment.invoice_number}
          </bdi>
        )}
      </td>
      <td data-label={t('columns.money')}>
        <div className="oc-cell">
          <Amount money={payment.money} />
          {payment.refunded.amount > 0 ? (
            <small>{t('payments.refundedPart', { amount: money(payment.refunded) })}</small>
          ) : null}
        </div>
      </td>
      <td data-label={t('columns.method')}>{attempt ? <MethodSource method={methodOf(attempt)} /> : null}</td>
      <td data-label={t('columns.state')}>
        <PaymentStateCell payment={payment} />
      </td>
      <td className="oc-row-menu">
        {items.length > 0 ? (
          <Menu
            label={t('payments.actionsFor', {
              amount: money(payment.money),
              day: instant(payment.created_at),
            })}
            items={items}
          />
        ) : null}
      </td>
    </tr>
  );
}

/** The state in a word, and under it why, or what is amiss. */
export function PaymentStateCell({ payment }: { readonly payment: PaymentRow }): ReactElement {
  const under = underState(payment);
  return (
    <div className="oc-cell">
      <span className="oc-together">
        <Badge tone={toneOf(payment.state)}>{word('payment_state', payment.state)}</Badge>
        {payment.disputed === 'none' ? null : (
          <Badge tone={payment.disputed === 'won' ? 'good' : 'bad'}>
            {word('dispute_state', payment.disputed)}
          </Badge>
        )}
      </span>
      {under ? <small>{under}</small> : null}
    </div>
  );
}

function underState({ state, attempts, review_reason: review }: PaymentRow): string | null {
  if (state === 'review' && review !== null) return word('review_reason', review);
  if (state !== 'declined' && state !== 'canceled') return null;
  const decline = attempts.at(-1)?.decline;
  return decline ? word('decline_bucket', decline.bucket) : null;
}
