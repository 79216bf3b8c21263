import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { InvoiceRow, PaymentRow } from '../../panel-billing.js';
import { read } from '../api.js';
import { instant, t, word } from '../boot.js';
import { useLoad, useMay } from '../hooks.js';
import { Amount, Badge, toneOf } from '../kit/controls.js';
import { Facts, type Fact } from '../kit/facts.js';
import { Page } from '../kit/page.js';
import { Loaded } from '../kit/states.js';
import { Table } from '../kit/table.js';
import { BackLink } from '../list/record-page.js';
import type { RecordPageProps } from '../shell/routes.js';
import type { BillingActions } from './actions.js';
import { DueDay, InvoiceActions, periodText } from './invoice-table.js';
import { CustomerLink } from './customer-link.js';
import { isOnTheWay } from './words.js';
import { WithCustomer } from './with-customer.js';

/** One invoice with its lines. */
export function InvoicePage({ recordId }: RecordPageProps): ReactElement {
  const mayPayments = useMay()('payments:read');
  const load = useLoad(recordId, async () => {
    const { row } = await read<{ row: InvoiceRow }>('invoices', 'row', { id: recordId });
    const of = { customer_id: row.customer_id };
    const payments = mayPayments ? await read<ListAnswer<PaymentRow>>('payments', 'list', of) : null;
    const isBusy = payments?.rows.some((payment) => payment.invoice_id === row.id && isOnTheWay(payment));
    return { invoice: row, isBusy: isBusy ?? false };
  });
  return (
    <Page title={load.data?.invoice.number ?? t('resources.invoices')} narrow>
      <BackLink to="/admin/resources/invoices" label={t('resources.invoices')} />
      <Loaded load={load}>
        {({ invoice, isBusy }) => (
          <WithCustomer customerId={invoice.customer_id} onChanged={load.reload}>
            {(actions) => <InvoiceBody invoice={invoice} isBusy={isBusy} actions={actions} />}
          </WithCustomer>
        )}
      </Loaded>
    </Page>
  );
}

interface BodyProps {
  readonly invoice: InvoiceRow;
  readonly isBusy: boolean;
  readonly actions: BillingActions | null;
}

function InvoiceBody({ invoice, isBusy, actions }: BodyProps): ReactElement {
  return (
    <>
      <header className="oc-page-head">
        <div>
          <h1 className="oc-together">
            <bdi dir="ltr">{invoice.number ?? t('invoices.unnumbered')}</bdi>
            <Badge tone={toneOf(invoice.state)}>{word('invoice_state', invoice.state)}</Badge>
          </h1>
          <p>
            <Amount money={invoice.total} />
          </p>
        </div>
        {actions ? <InvoiceActions invoice={invoice} actions={actions} isBusy={isBusy} /> : null}
      </header>
      <Facts facts={factsOf(invoice)} />
      <Lines invoice={invoice} />
    </>
  );
}

function factsOf(invoice: InvoiceRow): Fact[] {
  const at = (value: string | null): string | null => (value === null ? null : instant(value));
  const facts: Fact[] = [
    [
      t('columns.customer_name'),
      <CustomerLink key="customer" id={invoice.customer_id} name={invoice.customer_name} />,
    ],
    [t('columns.due_on'), <DueDay key="due" invoice={invoice} />],
    [t('invoices.periodLabel'), invoice.period ? periodText(invoice) : null],
    [t('columns.issued_at'), at(invoice.issued_at)],
  ];
  if (invoice.paid_at !== null) facts.push([t('invoices.paidAt'), <PaidAt key="paid" invoice={invoice} />]);
  if (invoice.voided_at !== null) facts.push([t('invoices.voidedAt'), at(invoice.voided_at)]);
  return facts;
}

function PaidAt({ invoice }: { readonly invoice: InvoiceRow }): ReactElement {
  const text = instant(invoice.paid_at ?? '');
  return invoice.paid_by_payment_id === null ? (
    <>{text}</>
  ) : (
    <Link to={`/admin/resources/payments/records/${invoice.paid_by_payment_id}/show`}>{text}</Link>
  );
}

function Lines({ invoice }: { readonly invoice: InvoiceRow }): ReactElement {
  return (
    <section className="oc-panel">
      <h2>{t('invoices.lines')}</h2>
      <Table
        foot={
          <tfoot>
            <tr>
              <th scope="row" colSpan={2}>
                {t('invoices.sum')}
              </th>
              <td data-label={t('invoices.tax')}>
                <Amount money={invoice.tax} />
              </td>
              <td data-label={t('columns.total')} className="oc-end">
                <strong>
                  <Amount money={invoice.total} />
                </strong>
              </td>
            </tr>
          </tfoot>
        }
        heads={[
          t('invoices.description'),
          t('invoices.quantity'),
          t('invoices.tax'),
          { end: t('columns.total') },
        ]}
      >
        {invoice.lines.map((line, index) => (
          <tr key={index}>
            <td data-label={t('invoices.description')}>
              <bdi>{line.description}</bdi>
            </td>
            <td data-label={t('invoices.quantity')}>{line.quantity}</td>
            <td data-label={t('invoices.tax')}>
              <span className="oc-together">
                <Amount money={line.tax_amount} />
                <bdi className="oc-faint">{line.tax_rate}%</bdi>
              </span>
            </td>
            <td data-label={t('columns.total')} className="oc-end">
              <Amount money={line.money} />
            </td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
