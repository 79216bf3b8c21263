import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { InvoiceRow } from '../../panel-billing.js';
import { day, t, word } from '../boot.js';
import { Amount, Badge, Button, toneOf } from '../kit/controls.js';
import { Menu } from '../kit/menu.js';
import { Table } from '../kit/table.js';
import type { BillingActions } from './actions.js';
import { invoiceName, isOverdue } from './words.js';

interface TableProps {
  readonly invoices: readonly InvoiceRow[];
  readonly actions: BillingActions;
  /** Invoices that have a payment on its way, which is awaited before another. */
  readonly busy: ReadonlySet<string | null>;
}

/** A customer's invoices with what can be done with each. */
export function InvoiceTable({ invoices, actions, busy }: TableProps): ReactElement {
  return (
    <Table
      ruled
      heads={[
        t('columns.number'),
        t('columns.due_on'),
        t('columns.total'),
        t('columns.state'),
        { hidden: t('list.actions') },
      ]}
    >
      {invoices.map((invoice) => (
        <InvoiceLine key={invoice.id} invoice={invoice} actions={actions} isBusy={busy.has(invoice.id)} />
      ))}
    </Table>
  );
}

function InvoiceLine({
  invoice,
  actions,
  isBusy,
}: {
  readonly invoice: InvoiceRow;
  readonly actions: BillingActions;
  readonly isBusy: boolean;
}): ReactElement {
  return (
    <tr>
      <td data-label={t('columns.number')}>
        <div className="oc-cell">
          <Link to={`/admin/resources/invoices/records/${invoice.id}/show`} className="oc-open">
            <bdi dir="ltr" className="oc-code">
              {invoice.number ?? t('invoices.unnumbered')}
            </bdi>
          </Link>
          <small>{periodText(invoice)}</small>
        </div>
      </td>
      <td data-label={t('columns.due_on')}>
        <DueDay invoice={invoice} />
      </td>
      <td data-label={t('columns.total')}>
        <Amount money={invoice.total} />
      </td>
      <td data-label={t('columns.state')}>
        <Badge tone={toneOf(invoice.state)}>{word('invoice_state', invoice.state)}</Badge>
      </td>
      <td className="oc-end">
        <InvoiceActions invoice={invoice} actions={actions} isBusy={isBusy} />
      </td>
    </tr>
  );
}

/** Pay now, and the rest behind ⋮; while a payment is on its way, that instead. */
export function InvoiceActions({
  invoice,
  actions,
  isBusy,
}: {
  readonly invoice: InvoiceRow;
  readonly actions: BillingActions;
  readonly isBusy: boolean;
}): ReactElement | null {
  if (isBusy) return <span className="oc-faint">{t('invoices.paymentOpen')}</span>;
  const pay = actions.pay(invoice);
  const items = actions.invoiceItems(invoice);
  const name = invoiceName(invoice.number);
  return (
    <span className="oc-row-actions is-inline">
      {pay ? (
        <Button small aria-label={t('invoices.payHint', { number: name })} onClick={pay}>
          {t('invoices.pay')}
        </Button>
      ) : null}
      {items.length > 0 ? <Menu label={t('invoices.actionsFor', { number: name })} items={items} /> : null}
    </span>
  );
}

/** The day, with how it stands when it is over and the money still owed. */
export function DueDay({ invoice }: { readonly invoice: InvoiceRow }): ReactElement {
  return (
    <span className="oc-together">
      <time dateTime={invoice.due_on}>{day(invoice.due_on)}</time>
      {isOverdue(invoice) ? <Badge tone="bad">{t('invoices.overdue')}</Badge> : null}
    </span>
  );
}

/** What it is for: its period, else its first line. */
export function periodText({ period, lines }: InvoiceRow): string {
  if (period) return t('invoices.period', { from: day(period.from), to: day(period.to) });
  return lines[0]?.description ?? '';
}
