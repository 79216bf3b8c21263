import type { ReactElement } from 'react';
import { useState } from 'react';
import type { InvoiceRow, PaymentRow } from '../../panel-billing.js';
import type { CustomerDetail } from '../../panel-services.js';
import { write } from '../api.js';
import { money, t } from '../boot.js';
import type { Identity } from '../customer/identity.js';
import { useMay, useSay } from '../hooks.js';
import { ActDialog } from '../kit/act-dialog.js';
import type { MenuItem } from '../kit/menu.js';
import { NextActionDialog } from './action-link.js';
import { ChargeDialog, type ChargeWish } from './charge-dialog.js';
import { RefundDialog } from './refund-dialog.js';
import { invoiceName, remainderOf } from './words.js';

type Open =
  | { readonly what: 'charge'; readonly wish: ChargeWish }
  | { readonly what: 'refund' | 'link'; readonly payment: PaymentRow }
  | { readonly what: 'void'; readonly invoice: InvoiceRow };

export interface BillingActions {
  /** What this person may do with an invoice; pay is a button of its own. */
  readonly invoiceItems: (invoice: InvoiceRow) => MenuItem[];
  readonly paymentItems: (payment: PaymentRow) => MenuItem[];
  /** Null where it cannot be paid, or not by this person. */
  readonly pay: (invoice: InvoiceRow) => (() => void) | null;
  /** To be drawn by the page. */
  readonly dialogs: ReactElement | null;
}

/** Paying, trying again, giving back and taking an invoice back, with their dialogs. */
export function useBillingActions(
  customer: CustomerDetail,
  identity: Identity,
  onChanged: () => void,
): BillingActions {
  const may = useMay();
  const say = useSay();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  const done = (text: string): void => {
    close();
    say(text);
    onChanged();
  };
  return {
    pay: (invoice) =>
      invoice.state === 'open' && may('payments:write')
        ? () => {
            setOpen({ what: 'charge', wish: payWish(invoice) });
          }
        : null,
    invoiceItems: (invoice) => invoiceItems(invoice, may, setOpen),
    paymentItems: (payment) => paymentItems(payment, may, setOpen),
    dialogs: open ? (
      <Dialogs
        open={open}
        customer={customer}
        identity={identity}
        onClose={close}
        onChanged={onChanged}
        onDone={done}
      />
    ) : null,
  };
}

function payWish({ id, total, number, subscription_id: subscriptionId }: InvoiceRow): ChargeWish {
  return { invoice_id: id, money: total, number, subscriptionId };
}

function invoiceItems(
  invoice: InvoiceRow,
  may: (scope: string) => boolean,
  open: (what: Open) => void,
): MenuItem[] {
  const items: MenuItem[] = [];
  if (invoice.number !== null) {
    items.push({
      label: t('invoices.print'),
      onPick: () => {
        window.open(`/admin/invoices/${invoice.id}/document`, '_blank', 'noopener');
      },
    });
  }
  if (invoice.state === 'open' && may('invoices:write')) {
    items.push({
      label: t('invoices.void'),
      danger: true,
      onPick: () => {
        open({ what: 'void', invoice });
      },
    });
  }
  return items;
}

function paymentItems(
  payment: PaymentRow,
  may: (scope: string) => boolean,
  open: (what: Open) => void,
): MenuItem[] {
  const items: MenuItem[] = [];
  if (payment.state === 'declined' && may('payments:write')) {
    const wish = { payment_id: payment.id, money: payment.money, number: payment.invoice_number };
    items.push({
      label: t('payments.retry'),
      onPick: () => {
        open({ what: 'charge', wish });
      },
    });
  }
  if (payment.state === 'requires_action' && may('payments:write')) {
    items.push({
      label: t('payments.link'),
      onPick: () => {
        open({ what: 'link', payment });
      },
    });
  }
  if (remainderOf(payment) && may('payments:refund')) {
    items.push({
      label: t('refunds.menu'),
      onPick: () => {
        open({ what: 'refund', payment });
      },
    });
  }
  return items;
}

interface DialogsProps {
  readonly open: Open;
  readonly customer: CustomerDetail;
  readonly identity: Identity;
  readonly onClose: () => void;
  readonly onChanged: () => void;
  readonly onDone: (text: string) => void;
}

function Dialogs({ open, ...rest }: DialogsProps): ReactElement | null {
  switch (open.what) {
    case 'charge':
      return <ChargeDialog wish={open.wish} {...rest} />;
    case 'link':
      return <NextActionDialog payment={open.payment} onClose={rest.onClose} />;
    case 'void':
      return <VoidDialog invoice={open.invoice} onClose={rest.onClose} onDone={rest.onDone} />;
    case 'refund': {
      const remainder = remainderOf(open.payment);
      return remainder ? (
        <RefundDialog
          payment={open.payment}
          remainder={remainder}
          onClose={rest.onClose}
          onDone={rest.onDone}
        />
      ) : null;
    }
  }
}

interface VoidProps {
  readonly invoice: InvoiceRow;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

function VoidDialog({ invoice, onClose, onDone }: VoidProps): ReactElement {
  const number = invoiceName(invoice.number);
  return (
    <ActDialog
      danger
      title={t('invoices.voidTitle')}
      text={t('invoices.voidText', { number, amount: money(invoice.total) })}
      button={t('invoices.void')}
      act={() => write('invoices', 'void', { id: invoice.id })}
      onClose={onClose}
      onDone={() => {
        onDone(t('invoices.voidDone', { number }));
      }}
    />
  );
}
