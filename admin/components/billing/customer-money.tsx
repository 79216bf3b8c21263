import type { ReactElement, ReactNode } from 'react';
import { DollarSign, FileText } from 'react-feather';
import { Link } from 'react-router-dom';
import type { ListAnswer } from '../../contract.js';
import type { InvoiceRow, PaymentRow } from '../../panel-billing.js';
import type { CustomerDetail } from '../../panel-services.js';
import { read } from '../api.js';
import { t } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useLoad, useMay, type Load } from '../hooks.js';
import { Empty, Loaded } from '../kit/states.js';
import { useBillingActions } from './actions.js';
import { InvoiceTable } from './invoice-table.js';
import { PaymentTable } from './payment-table.js';
import { isOnTheWay } from './words.js';

interface MoneyProps {
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onChanged: () => void;
}

/** What a customer owes and has paid. */
export function CustomerMoney({ customer, identity, onChanged }: MoneyProps): ReactElement | null {
  const may = useMay();
  return may('invoices:read') && may('payments:read') ? (
    <Sections customer={customer} identity={identity} onChanged={onChanged} />
  ) : null;
}

function Sections({ customer, identity, onChanged }: MoneyProps): ReactElement {
  const of = { customer_id: customer.id };
  const invoices = useLoad(customer.id, () => read<ListAnswer<InvoiceRow>>('invoices', 'list', of));
  const payments = useLoad(customer.id, () => read<ListAnswer<PaymentRow>>('payments', 'list', of));
  const actions = useBillingActions(customer, identity, () => {
    invoices.reload();
    payments.reload();
    onChanged();
  });
  const busy = new Set(
    (payments.data?.rows ?? []).filter(isOnTheWay).map(({ invoice_id: invoice }) => invoice),
  );
  return (
    <>
      <Section of="invoices" load={invoices} customerId={customer.id} icon={<FileText size={22} />}>
        {(rows) => <InvoiceTable invoices={rows} actions={actions} busy={busy} />}
      </Section>
      <Section of="payments" load={payments} customerId={customer.id} icon={<DollarSign size={22} />}>
        {(rows) => <PaymentTable payments={rows} actions={actions} />}
      </Section>
      {actions.dialogs}
    </>
  );
}

interface SectionProps<Row> {
  readonly of: 'invoices' | 'payments';
  readonly load: Load<ListAnswer<Row>>;
  readonly customerId: string;
  readonly icon: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

function Section<Row>({ of, load, customerId, icon, children }: SectionProps<Row>): ReactElement {
  return (
    <section className="oc-panel" aria-busy={load.loading}>
      <div className="oc-panel-head">
        <h2>{t(`resources.${of}`)}</h2>
        {load.data?.next_cursor ? (
          <Link to={`/admin/resources/${of}?customer_id=${customerId}`}>{t(`${of}.all`)}</Link>
        ) : null}
      </div>
      <Loaded load={load} skeleton={3}>
        {({ rows }) =>
          rows.length > 0 ? (
            children(rows)
          ) : (
            <Empty icon={icon} heading="h3" title={t(`${of}.empty`)} text={t(`${of}.emptyText`)} />
          )
        }
      </Loaded>
    </section>
  );
}
