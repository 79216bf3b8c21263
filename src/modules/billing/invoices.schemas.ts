import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import {
  day,
  instant,
  moneySchema,
  pageOfSchema,
  pageQuery,
  text,
  uuid,
} from '../../common/http/http.schemas.js';
import { LOCALES } from '../../common/i18n/locale.js';
import type { Money } from '../../common/money.js';
import { INVOICE_STATES } from './billing-vocabulary.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { invoiceNumber } from './invoice-number.js';

const taxRate = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,4})?$/, 'A tax rate is a percentage such as 20 or 7.5.')
  .meta({ description: 'Percent, such as `20` or `7.5`', example: '20' });

const newLine = z.strictObject({
  description: text(200),
  quantity: z.number().int().min(1).max(1_000_000).default(1),
  money: moneySchema.meta({ description: 'Price of the whole line, its tax included' }),
  tax_rate: taxRate.default('0'),
  tax_amount: moneySchema
    .optional()
    .meta({ description: 'The part of the price that is tax; none by default' }),
});

export const newInvoice = z.strictObject({
  customer_id: uuid,
  subscription_id: uuid.optional(),
  period: z.strictObject({ from: day, to: day.meta({ description: 'The last day of it' }) }).optional(),
  due_on: day.optional().meta({ description: 'Today in the customer’s zone by default' }),
  auto_collect: z
    .boolean()
    .default(false)
    .meta({ description: 'Charge it by itself, with the method of the subscription or the default' }),
  lines: z.array(newLine).min(1).max(100),
});

export type NewInvoice = z.output<typeof newInvoice>;

export const invoicesQuery = pageQuery.extend({
  customer_id: uuid.optional(),
  state: z.enum(INVOICE_STATES).optional(),
});

export type InvoicesQuery = z.output<typeof invoicesQuery>;

export const documentQuery = z.strictObject({
  locale: z.enum(LOCALES).optional().meta({ description: 'The customer’s own language by default' }),
});

export type DocumentQuery = z.output<typeof documentQuery>;

/** The id of the last invoice of the page before. */
export function invoicePosition(cursor: string | undefined): string | null {
  return decodeCursor(cursor, z.tuple([uuid]))?.[0] ?? null;
}

const lineView = z.object({
  description: z.string(),
  quantity: z.int(),
  money: moneySchema,
  tax_rate: z.string(),
  tax_amount: moneySchema,
});

export const invoiceView = z
  .object({
    id: uuid,
    number: z.string().nullable(),
    customer_id: uuid,
    subscription_id: uuid.nullable(),
    period: z.object({ from: day, to: day }).nullable(),
    state: z.enum(INVOICE_STATES),
    total: moneySchema,
    tax: moneySchema,
    due_on: day,
    collect_at: instant
      .nullable()
      .meta({ description: 'From when on it is charged by itself; null: only when somebody pays it' }),
    paid_by_payment_id: uuid.nullable(),
    issued_at: instant.nullable(),
    paid_at: instant.nullable(),
    voided_at: instant.nullable(),
    created_at: instant,
    lines: z.array(lineView),
  })
  .meta({ id: 'Invoice' });

export type InvoiceView = z.infer<typeof invoiceView>;

export const invoicePage = pageOfSchema(invoiceView);

/** The invoice as the API and events show it. */
export function toInvoiceView({ invoice, lines }: InvoiceDetail): InvoiceView {
  const { currency, periodFrom, periodTo } = invoice;
  const money = (amount: number): Money => ({ amount, currency });
  return {
    id: invoice.id,
    number: invoice.number === null ? null : invoiceNumber(invoice.number),
    customer_id: invoice.customerId,
    subscription_id: invoice.subscriptionId,
    period: periodFrom === null || periodTo === null ? null : { from: periodFrom, to: periodTo },
    state: invoice.state,
    total: money(invoice.totalAmount),
    tax: money(invoice.taxAmount),
    due_on: invoice.dueOn,
    collect_at: textOf(invoice.collectAt),
    paid_by_payment_id: invoice.paidByPaymentId,
    issued_at: textOf(invoice.issuedAt),
    paid_at: textOf(invoice.paidAt),
    voided_at: textOf(invoice.voidedAt),
    created_at: invoice.createdAt.toISOString(),
    lines: lines.map((line) => ({
      description: line.description,
      quantity: line.quantity,
      money: money(line.amount),
      tax_rate: line.taxRate,
      tax_amount: money(line.taxAmount),
    })),
  };
}

function textOf(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}
