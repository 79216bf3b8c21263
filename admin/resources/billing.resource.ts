import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { readAction, writeAction } from '../actions/panel-action.js';
import type { BillingPort, InvoiceFilter, InvoiceRow, PaymentFilter, PaymentRow } from '../panel-billing.js';
import type { ListSource, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';

const INVOICE_STATES = ['open', 'paid', 'void', 'uncollectible', 'draft'] as const;
const PAYMENT_STATES = [
  'succeeded',
  'declined',
  'requires_action',
  'pending',
  'unknown',
  'review',
  'partially_refunded',
  'refunded',
  'canceled',
] as const;

/** Made by the browser when a dialog opens, so that whatever is sent from it twice is done once. */
const key = z.string().regex(/^[0-9a-f]{32}$/);
const chosen = { key, payment_method_id: z.uuid().optional() };
const money = z.strictObject({
  amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const reason = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u);

/** Invoices: the list, each with its lines, paying and taking back. */
export function invoicesResource({ billing }: PanelServices): ResourceWithOptions {
  return listResource<InvoiceRow, InvoiceFilter>(
    {
      id: 'invoices',
      icon: 'FileText',
      group: 'billing',
      scope: 'invoices:read',
      source: billing.invoices,
      filter: z.strictObject({
        customer_id: z.uuid().optional(),
        state: z.enum(INVOICE_STATES).optional(),
      }),
      title: (row) => row.number ?? row.id,
      view: {
        columns: [
          { key: 'number', kind: 'code', opens: true },
          { key: 'customer_name', kind: 'text' },
          { key: 'total', kind: 'money' },
          { key: 'due_on', kind: 'day' },
          { key: 'state', kind: 'badge:invoice_state' },
          { key: 'issued_at', kind: 'instant' },
        ],
        filters: [
          { key: 'customer_id', kind: 'customer' },
          { key: 'state', kind: 'choice', values: INVOICE_STATES, vocabulary: 'invoice_state' },
        ],
        opens: 'show',
      },
      page: 'InvoicePage',
    },
    {
      pay: writeAction('payments:write', z.strictObject({ ...chosen, invoice_id: z.uuid() }), (wish, actor) =>
        billing.payInvoice(wish, actor),
      ),
      void: writeAction('invoices:write', z.strictObject({ id: z.uuid() }), async ({ id }, actor) => {
        await billing.voidInvoice(id, actor);
        return {};
      }),
    },
  );
}

/** Payments: the list, each with its attempts and refunds, trying again and giving back. */
export function paymentsResource({ billing }: PanelServices): ResourceWithOptions {
  return listResource<PaymentListRow, PaymentFilter>(
    {
      id: 'payments',
      icon: 'DollarSign',
      group: 'billing',
      scope: 'payments:read',
      source: listed(billing),
      filter: z.strictObject({
        customer_id: z.uuid().optional(),
        state: z.enum(PAYMENT_STATES).optional(),
      }),
      title: (row) => row.id,
      view: {
        columns: [
          { key: 'made_at', kind: 'instant', opens: true },
          { key: 'customer_name', kind: 'text' },
          { key: 'money', kind: 'money' },
          { key: 'purpose', kind: 'word:payment_purpose', under: 'invoice_number', underKind: 'code' },
          { key: 'method', kind: 'method' },
          { key: 'state', kind: 'badge:payment_state', under: 'bucket', underKind: 'word:decline_bucket' },
        ],
        filters: [
          { key: 'customer_id', kind: 'customer' },
          { key: 'state', kind: 'choice', values: PAYMENT_STATES, vocabulary: 'payment_state' },
        ],
        opens: 'show',
      },
      page: 'PaymentPage',
    },
    {
      retry: writeAction(
        'payments:write',
        z.strictObject({ ...chosen, payment_id: z.uuid() }),
        (wish, actor) => billing.retryPayment(wish, actor),
      ),
      refund: writeAction(
        'payments:refund',
        z.strictObject({ key, payment_id: z.uuid(), money: money.optional(), reason }),
        (wish, actor) => billing.refundPayment(wish, actor),
      ),
      next_action: readAction('payments:write', z.strictObject({ id: z.uuid() }), ({ id }, actor) =>
        billing.nextAction(id, actor),
      ),
    },
  );
}

interface PaymentListRow extends PaymentRow {
  readonly made_at: string;
  /** What the last attempt was made with, as the list draws it. */
  readonly method: object | null;
  /** Why it failed, where it did. */
  readonly bucket: string | null;
}

function listed({ payments }: BillingPort): ListSource<PaymentListRow, PaymentFilter> {
  return {
    list: async (query, actor) => {
      const page = await payments.list(query, actor);
      return { ...page, data: page.data.map(toListRow) };
    },
    get: async (id, actor) => toListRow(await payments.get(id, actor)),
  };
}

function toListRow(row: PaymentRow): PaymentListRow {
  const last = row.attempts.at(-1);
  const failed = row.state === 'declined' || row.state === 'canceled';
  return {
    ...row,
    made_at: row.created_at,
    method: last
      ? {
          payment_type: last.payment_type,
          brand: last.brand,
          last4: last.last4,
          status: 'active',
          ...UNDATED,
        }
      : null,
    bucket: failed ? (last?.decline?.bucket ?? null) : null,
  };
}

const UNDATED = { expired: false, exp_month: null, exp_year: null, account_email_masked: null };
