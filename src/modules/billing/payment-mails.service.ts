import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { readRows } from '../../common/database/bulk.js';
import type { Locale } from '../../common/i18n/locale.js';
import { mailMethodOf, NotificationsService } from '../notifications/index.js';
import type { PaymentType } from '../vendors/index.js';
import { actionEndsAt } from './charge-cadence.js';
import { invoiceNumber } from './invoice-number.js';
import type { Payment } from './payment.entity.js';

interface Waiting {
  readonly attemptId: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly serviceName: string | null;
  readonly number: number | null;
  readonly startedAt: Date;
  readonly paymentType: PaymentType;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expMonth: number | null;
  readonly expYear: number | null;
  readonly accountEmailMasked: string | null;
}

// What is paid on a vendor's page is confirmed there.
const WAITING = `SELECT a.id AS attempt_id, p.id AS payment_id, p.amount, p.currency, c.id AS customer_id, c.name, c.email, c.locale,
    c.time_zone, s.name AS service_name, i.number, a.started_at, a.payment_type, a.brand, a.last4, a.exp_month, a.exp_year,
    m.account_email_masked
  FROM payments p JOIN customers c ON c.id = p.customer_id
  JOIN payment_attempts a ON a.payment_id = p.id AND a.state = 'requires_action'
  JOIN payment_methods m ON m.id = a.payment_method_id
  LEFT JOIN invoices i ON i.id = p.invoice_id LEFT JOIN subscriptions s ON s.id = p.subscription_id
  WHERE p.id = ANY ($1) AND c.erased_at IS NULL`;

/** Mails about payments, written in the transaction of their cause. */
@Injectable()
export class PaymentMails {
  constructor(private readonly notifications: NotificationsService) {}

  /** Of these payments, those that wait for their customers ask them to confirm, on our page that leads to their bank. */
  async follow(tx: EntityManager, payments: readonly Payment[]): Promise<void> {
    const ids = payments.filter(({ state }) => state === 'requires_action').map(({ id }) => id);
    if (ids.length === 0) return;
    const waiting = await readRows<Waiting>(tx, WAITING, [ids]);
    await this.notifications.enqueueMany(
      tx,
      waiting.map((one) => ({
        type: 'payment_action_required',
        customer: { id: one.customerId, name: one.name, email: one.email, locale: one.locale },
        dedupeKey: `payment_action_required:${one.attemptId}`,
        variables: {
          customer_name: one.name,
          link: { path: `/confirm/${one.paymentId}` },
          service_name: one.serviceName,
          invoice_number: one.number === null ? null : invoiceNumber(one.number),
          amount: { amount: one.amount, currency: one.currency },
          method: mailMethodOf(one),
          confirm_by: localDay(actionEndsAt(one.startedAt), one.timeZone),
        },
      })),
    );
  }
}
