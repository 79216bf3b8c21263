import { useEffect, useRef, useState, type ComponentProps, type ReactNode } from 'react';
import { api } from '../care-api.js';
import type { Invoice } from '../care-types.js';
import { useLanguage, useTexts } from '../language.js';
import { invoiceNamed } from '../route.js';
import { Icon } from '../ui/icon.js';
import { Loaded } from '../ui/loaded.js';
import { Action, Badge, Empty, Ltr, Money, OutLink, PageLink, type Tone } from '../ui/parts.js';
import { NewsNotice } from '../ui/news-notice.js';
import { usePages, type Pages } from '../use-pages.js';
import { useOverview } from '../use-session.js';
import { useTitle } from '../use-title.js';
import { ConfirmPayment, PayInvoices } from './pay-dialog.js';
import { Receipts } from './receipts.js';

// Years of invoices; whoever asks for an older one looks for it by hand.
const MOST_SOUGHT = 200;

/** Invoices and receipts, two lists on one page. */
export function InvoicesPage({ list }: { readonly list: 'invoices' | 'receipts' }): ReactNode {
  const { invoices } = useTexts();
  const heading = useTitle(list === 'invoices' ? invoices.invoices : invoices.receipts);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {invoices[list]}
      </h1>
      <NewsNotice />
      <nav className="tabs" aria-label={invoices.title}>
        {(['invoices', 'receipts'] as const).map((name) => (
          <PageLink key={name} to={name} className="tab" isCurrent={name === list}>
            {invoices[name]}
          </PageLink>
        ))}
      </nav>
      {list === 'invoices' ? <Invoices /> : <Receipts />}
    </>
  );
}

function Invoices(): ReactNode {
  const texts = useTexts();
  const { version } = useOverview();
  const pages = usePages('invoices', version, (cursor) => api.invoices(cursor));
  useSought(pages);
  const [paying, setPaying] = useState<Invoice | null>(null);
  const close = (): void => {
    setPaying(null);
  };
  const waiting = paying && waitingOf(paying);
  return (
    <>
      <Loaded resource={pages.first} rows={4}>
        {() =>
          pages.items.length === 0 ? (
            <Empty icon="document" title={texts.invoices.empty} body={texts.invoices.emptyBody} />
          ) : (
            <InvoiceTable invoices={pages.items} onPay={setPaying} />
          )
        }
      </Loaded>
      {pages.hasMore && (
        <Action look="quiet" isBusy={pages.isBusy} onPress={() => void pages.more()}>
          {texts.more}
        </Action>
      )}
      {paying && !waiting && <PayInvoices invoiceId={paying.id} onClose={close} />}
      {waiting && <ConfirmPayment paymentId={waiting} onClose={close} />}
    </>
  );
}

/** Turns pages until the invoice is there that the address names. */
function useSought({ items, hasMore, more }: Pages<Invoice>): void {
  const id = invoiceNamed(location.pathname);
  const isFound = id === null || items.some((invoice) => invoice.id === id);
  const isSought = !isFound && hasMore && items.length < MOST_SOUGHT;
  useEffect(() => {
    if (isSought) void more();
  }, [isSought, items.length]);
}

/** The payment that the customer's bank waits for. */
function waitingOf({ payment }: Invoice): string | null {
  return payment?.state === 'requires_action' ? payment.id : null;
}

interface TableProps {
  readonly invoices: readonly Invoice[];
  readonly onPay: (invoice: Invoice) => void;
}

function InvoiceTable({ invoices, onPay }: TableProps): ReactNode {
  const { title, columns } = useTexts().invoices;
  return (
    <table className="table invoices" role="table" aria-label={title}>
      <thead role="rowgroup">
        <tr role="row">
          {(['number', 'service', 'issued', 'due', 'total', 'state'] as const).map((name) => (
            <th key={name} role="columnheader" scope="col">
              {columns[name]}
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span className="sr">{columns.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {invoices.map((invoice) => (
          <InvoiceRow key={invoice.id} invoice={invoice} onPay={onPay} />
        ))}
      </tbody>
    </table>
  );
}

function InvoiceRow({
  invoice,
  onPay,
}: {
  readonly invoice: Invoice;
  readonly onPay: TableProps['onPay'];
}): ReactNode {
  const { texts, day } = useLanguage();
  const { columns, noNumber } = texts.invoices;
  const number = invoice.number ?? noNumber;
  const named = useNamed(invoice.id);
  return (
    <tr role="row" {...named}>
      <td role="cell" data-label={columns.number} className="cell-number">
        <Ltr>{number}</Ltr>
      </td>
      <td
        role="cell"
        data-label={columns.service}
        className={invoice.subscription_name === null ? 'is-empty' : undefined}
      >
        <bdi>{invoice.subscription_name ?? '–'}</bdi>
      </td>
      <td role="cell" data-label={columns.issued}>
        <bdi>{invoice.issued_on === null ? '–' : day(invoice.issued_on)}</bdi>
      </td>
      <td role="cell" data-label={columns.due}>
        <bdi>{invoice.due_on === null ? '–' : day(invoice.due_on)}</bdi>
      </td>
      <td role="cell" data-label={columns.total} className="cell-amount">
        <Money value={invoice.total} />
      </td>
      <td role="cell" data-label={columns.state}>
        <InvoiceState invoice={invoice} />
      </td>
      <td role="cell" className="cell-actions">
        <span className="row-actions">
          {invoice.can_pay && (
            <Action
              {...(waitingOf(invoice) === null ? { label: texts.invoices.payOf(number) } : {})}
              onPress={() => {
                onPay(invoice);
              }}
            >
              {waitingOf(invoice) === null ? texts.invoices.pay : texts.banners.confirmAtBank}
            </Action>
          )}
          {invoice.document_url !== null && (
            <OutLink
              href={invoice.document_url}
              className="button quiet document"
              label={texts.invoices.documentOf(number)}
            >
              <Icon name="document" />
              <span className="document-word">{texts.invoices.document}</span>
            </OutLink>
          )}
        </span>
      </td>
    </tr>
  );
}

/** What makes the invoice stand out that the address names. */
function useNamed(id: string): ComponentProps<'tr'> {
  const row = useRef<HTMLTableRowElement>(null);
  const isNamed = id === invoiceNamed(location.pathname);
  useEffect(() => {
    if (isNamed) row.current?.scrollIntoView({ block: 'center' });
  }, [isNamed]);
  return isNamed ? { ref: row, className: 'named', 'aria-current': true } : {};
}

const TONES: Readonly<Record<string, Tone>> = { open: 'warning', paid: 'success' };

function InvoiceState({ invoice }: { readonly invoice: Invoice }): ReactNode {
  const { states, overdue, processing, toConfirm } = useTexts().invoices;
  const words: Readonly<Partial<Record<string, string>>> = states;
  const { state, payment } = invoice;
  if (state === 'open' && payment) {
    if (payment.state === 'requires_action') return <Badge tone="warning">{toConfirm}</Badge>;
    if (payment.state === 'pending' || payment.state === 'unknown')
      return <Badge tone="info">{processing}</Badge>;
  }
  if (invoice.is_overdue) return <Badge tone="danger">{overdue}</Badge>;
  return <Badge tone={TONES[state] ?? 'neutral'}>{words[state] ?? state}</Badge>;
}
