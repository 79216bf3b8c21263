import type { EntityManager } from 'typeorm';
import type { Statement } from '../../common/database/sql.js';
import type { MethodDetails, Vendor } from '../vendors/index.js';
import type { ViewedMethod } from './method-view.js';
import { PaymentMethod } from './payment-method.entity.js';

/** A customer's row with one live method beside it, or with nulls when there is none. */
export interface ListedMethodRow extends ViewedMethod {
  readonly expired: boolean;
  /** Days to the last valid day in the customer's own calendar; null for a wallet. */
  readonly daysLeft: number | null;
}

const VIEWED = `m.id, m.customer_id AS "customerId", m.vendor, m.vendor_payment_method_id AS "vendorPaymentMethodId",
  m.payment_type AS "paymentType", m.brand, m.last4, m.exp_month AS "expMonth", m.exp_year AS "expYear", m.name, m.nickname,
  m.is_default AS "isDefault", m.funding, m.status, m.account_email_masked AS "accountEmailMasked",
  m.backup_position AS "backupPosition", m.created_at AS "createdAt",
  coalesce(m.expires_on < ($2::timestamptz AT TIME ZONE c.time_zone)::date, false) AS expired,
  m.expires_on - ($2::timestamptz AT TIME ZONE c.time_zone)::date AS "daysLeft"`;

/** Every live method of a customer, default first, then newest; no row at all when there is no such customer. */
export const LIST_METHODS: Statement = {
  name: 'payment-methods-of-customer',
  text: `SELECT ${VIEWED} FROM customers c
    LEFT JOIN payment_methods m ON m.customer_id = c.id AND m.status <> 'removed'
    WHERE c.id = $1
    ORDER BY m.is_default DESC, m.created_at DESC, m.id DESC`,
};

/** The defaults of these customers, in no order; at most one each. */
export const DEFAULTS_OF: Statement = {
  name: 'default-methods-of-customers',
  text: `SELECT ${VIEWED} FROM payment_methods m JOIN customers c ON c.id = m.customer_id
    WHERE m.customer_id = ANY ($1) AND m.is_default`,
};

/** One method, removed or not. */
export const GET_METHOD: Statement = {
  name: 'payment-method',
  text: `SELECT ${VIEWED} FROM payment_methods m JOIN customers c ON c.id = m.customer_id WHERE m.id = $1`,
};

/** How many other methods of the customer could be charged today, and which comes first if a new default is needed. */
export async function otherUsable(
  tx: EntityManager,
  of: { readonly customerId: string; readonly exceptId: string; readonly today: string },
): Promise<{ id: string }[]> {
  return tx.query(
    `SELECT id FROM payment_methods
     WHERE customer_id = $1 AND id <> $2 AND status = 'active' AND (expires_on IS NULL OR expires_on >= $3)
     ORDER BY (backup_position IS NOT NULL AND backup_consented_at IS NOT NULL) DESC, backup_position, created_at DESC, id DESC`,
    [of.customerId, of.exceptId, of.today],
  );
}

/** The live method that is the same instrument as this one: by fingerprint, by payer, else by token. */
export async function findSame(
  tx: EntityManager,
  of: {
    readonly customerId: string;
    readonly vendor: Vendor;
    readonly account: string;
    readonly details: MethodDetails;
  },
): Promise<string | null> {
  const rows: { id: string }[] = await tx.query(
    `SELECT id FROM payment_methods
     WHERE customer_id = $1 AND vendor = $2 AND vendor_account IN ($3, '') AND status IN ('active', 'invalid')
       AND (vendor_payment_method_id = $4 OR fingerprint = $5 OR payer_id = $6)
     ORDER BY vendor_payment_method_id = $4 DESC, vendor_account = $3 DESC LIMIT 1`,
    [
      of.customerId,
      of.vendor,
      of.account,
      of.details.vendorPaymentMethodId,
      of.details.fingerprint,
      of.details.walletPayerId,
    ],
  );
  return rows[0]?.id ?? null;
}

/** The method, removed or not, that bears the token. What was imported before the vendor had keys stands under no account. */
export async function findByToken(
  tx: EntityManager,
  of: { readonly vendor: Vendor; readonly account: string; readonly vendorPaymentMethodId: string },
): Promise<PaymentMethod | null> {
  const { account, ...token } = of;
  const found = await tx.findBy(PaymentMethod, [
    { ...token, vendorAccount: account },
    { ...token, vendorAccount: '' },
  ]);
  return found.find((method) => method.vendorAccount === account) ?? found[0] ?? null;
}

/** Asks for a token to be detached at its vendor; once per token, however often it is asked. */
export async function detachLater(
  tx: EntityManager,
  wish: {
    readonly id: string;
    readonly vendor: Vendor;
    readonly account: string;
    readonly vendorPaymentMethodId: string;
    readonly paymentMethodId: string | null;
    readonly reason: 'removed' | 'duplicate' | 'replaced';
    readonly at: Date;
    readonly dueAt: Date;
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO vendor_detachments
       (id, vendor, vendor_account, vendor_payment_method_id, payment_method_id, reason, due_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [
      wish.id,
      wish.vendor,
      wish.account,
      wish.vendorPaymentMethodId,
      wish.paymentMethodId,
      wish.reason,
      wish.dueAt,
      wish.at,
    ],
  );
}
