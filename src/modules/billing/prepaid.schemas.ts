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
import { LEDGER_KINDS } from './prepaid-rules.js';

const MOST = Number.MAX_SAFE_INTEGER;
const positiveMoney = moneySchema.extend({ amount: z.number().int().min(1).max(MOST) });

/** What a balance may be: also below nothing. */
const signedMoney = z.object({ amount: z.number().int().min(-MOST).max(MOST), currency: z.string() });

export const newUsage = z.strictObject({
  money: positiveMoney,
  reference: text(120).meta({ description: 'Your own name for it; the same again is taken once' }),
});

export const autoRechargeWish = z.discriminatedUnion('enabled', [
  z.strictObject({
    enabled: z.literal(true),
    threshold: positiveMoney.meta({ description: 'Recharged when the balance falls below it' }),
    amount: positiveMoney.meta({ description: 'What is taken, as many times as is needed' }),
    daily_cap: positiveMoney.meta({ description: 'Most that is taken in one day of the customer' }),
    payment_method_id: uuid
      .nullable()
      .default(null)
      .meta({ description: 'Null: the method that the subscription names, else the default' }),
  }),
  z.strictObject({ enabled: z.literal(false) }),
]);

export type AutoRechargeWish = z.output<typeof autoRechargeWish>;

export const ledgerQuery = pageQuery;

/** The number of the last entry of the page before. */
export function ledgerPosition(cursor: string | undefined): number | null {
  return decodeCursor(cursor, z.tuple([z.int().min(1).max(2_147_483_647)]))?.[0] ?? null;
}

export const ledgerEntryView = z
  .object({
    subscription_id: uuid,
    entry_no: z.int().min(1),
    kind: z.enum(LEDGER_KINDS),
    reference: z.string(),
    money: signedMoney.meta({ description: 'Below nothing for what is taken' }),
    balance_after: signedMoney,
    payment_id: uuid.nullable(),
    refund_id: uuid.nullable(),
    period: z
      .object({ from: day, to: day })
      .nullable()
      .meta({ description: 'Of a renewal, both days included' }),
    created_at: instant,
  })
  .meta({ id: 'LedgerEntry' });

export const ledgerPage = pageOfSchema(ledgerEntryView);

export const balanceView = z
  .object({
    subscription_id: uuid,
    balance: signedMoney,
    auto_recharge: z.object({
      enabled: z.boolean(),
      threshold: signedMoney.nullable(),
      amount: signedMoney.nullable(),
      daily_cap: signedMoney.nullable(),
      payment_method_id: uuid.nullable(),
      next_attempt_at: instant.nullable(),
      refusals: z.int().min(0).meta({ description: 'In a row; after the third it waits for a change' }),
    }),
    renewal_waiting: z
      .object({ due_on: day, price: moneySchema, expires_at: instant })
      .nullable()
      .meta({ description: 'A renewal that the balance does not cover, and when the service expires' }),
  })
  .meta({ id: 'PrepaidBalance' });

export type LedgerEntryView = z.output<typeof ledgerEntryView>;
export type BalanceView = z.output<typeof balanceView>;
