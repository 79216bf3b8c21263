import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { readRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { AccessLinks } from '../customers/index.js';
import { mailMethodOf, NotificationsService } from '../notifications/index.js';
import type { DeclineHint, PaymentType } from '../vendors/index.js';
import type { Prepaid } from './prepaid-balance.js';

interface Tried {
  readonly paymentType: PaymentType;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expMonth: number | null;
  readonly expYear: number | null;
  readonly accountEmailMasked: string | null;
  readonly declineHint: DeclineHint | null;
}

const LAST_TRIED = `SELECT a.payment_type, a.brand, a.last4, a.exp_month, a.exp_year, m.account_email_masked, a.decline_hint
  FROM payment_attempts a LEFT JOIN payment_methods m ON m.id = a.payment_method_id
  WHERE a.payment_id = $1 ORDER BY a.attempt_no DESC LIMIT 1`;

/** Mails about prepaid balances, written in the transaction of their cause. */
@Injectable()
export class PrepaidMails {
  constructor(
    private readonly notifications: NotificationsService,
    private readonly links: AccessLinks,
  ) {}

  /** A recharge was refused. */
  async rechargeFailed(tx: EntityManager, prepaid: Prepaid, paymentId: string): Promise<void> {
    const { account, customer, last } = prepaid;
    const [recharge]: { amount: number }[] = await tx.query(
      'SELECT amount FROM recharges WHERE payment_id = $1',
      [paymentId],
    );
    const [tried] = await readRows<Tried>(tx, LAST_TRIED, [paymentId]);
    await this.notifications.enqueue(tx, {
      type: 'recharge_failed',
      customer: recipient(prepaid),
      dedupeKey: `recharge_failed:${paymentId}`,
      variables: {
        ...(await this.frame(tx, prepaid)),
        amount: { amount: recharge?.amount ?? 0, currency: account.currency },
        balance: { amount: last?.balanceAfter ?? 0, currency: account.currency },
        method: tried ? mailMethodOf(tried) : null,
        hint: tried?.declineHint ?? 'no_method',
        next_attempt_on: account.rechargeDueAt && localDay(account.rechargeDueAt, customer.timeZone),
      },
    });
  }

  /** A use has left less than the next period costs, and nothing fills the balance by itself; once a period. */
  async lowBalance(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { subscription, account, last } = prepaid;
    const { nextInvoiceOn, priceAmount, priceCurrency } = subscription;
    if (nextInvoiceOn === null || !subscription.autoRenew) return;
    await this.notifications.enqueue(tx, {
      type: 'low_balance',
      customer: recipient(prepaid),
      dedupeKey: `low_balance:${subscription.id}:${nextInvoiceOn}`,
      variables: {
        ...(await this.frame(tx, prepaid)),
        balance: { amount: last?.balanceAfter ?? 0, currency: account.currency },
        next_debit: { amount: { amount: priceAmount, currency: priceCurrency }, on: nextInvoiceOn },
      },
    });
  }

  /** Service stands still, because the balance is used up or does not cover its next period. */
  async suspended(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { subscription, account, customer } = prepaid;
    const { service_name, ...frame } = await this.frame(tx, prepaid);
    await this.notifications.enqueue(tx, {
      type: 'service_suspended',
      customer: recipient(prepaid),
      dedupeKey: `service_suspended:${causeOf(prepaid)}`,
      variables: {
        ...frame,
        items: [
          {
            ref: causeOf(prepaid),
            service_name,
            invoice_number: null,
            amount: { amount: subscription.priceAmount, currency: subscription.priceCurrency },
            due_on: subscription.nextInvoiceOn,
            method: null,
            hint: 'not_automatic',
            next_attempt_on: null,
            reason: 'prepaid_empty',
            terminates_on: account.expireAt && localDay(account.expireAt, customer.timeZone),
          },
        ],
      },
    });
  }

  /** Service goes on. */
  async restored(tx: EntityManager, prepaid: Prepaid): Promise<void> {
    const { service_name, ...frame } = await this.frame(tx, prepaid);
    const ref = causeOf(prepaid);
    await this.notifications.enqueue(tx, {
      type: 'service_restored',
      customer: recipient(prepaid),
      dedupeKey: `service_restored:${ref}`,
      variables: {
        ...frame,
        items: [{ ref, service_name, invoice_number: null, amount: null, method: null }],
      },
    });
  }

  private async frame(tx: EntityManager, { customer, subscription }: Prepaid) {
    const link = await this.links.issue(tx, uuidv7(), customer, { purpose: 'pay', send: false });
    return {
      customer_name: customer.name,
      service_name: subscription.name,
      link: { id: link.id, expires_at: link.expiresAt.toISOString() },
    };
  }
}

function recipient({ customer: { id, name, email, locale } }: Prepaid) {
  return { id, name, email, locale };
}

/** The balance and the due day at which something happened: at the same ones it has happened once. */
function causeOf({ subscription, last }: Prepaid): string {
  return [subscription.id, last?.entryNo ?? 0, subscription.nextInvoiceOn ?? 'unbilled'].join(':');
}
