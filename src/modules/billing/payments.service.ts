import { Injectable } from '@nestjs/common';
import { DataSource, In, type SelectQueryBuilder } from 'typeorm';
import { NotFound } from '../../common/errors/domain-error.js';
import type { PaymentState } from './billing-vocabulary.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import type { PaymentDetail } from './payment-view.js';
import { Payment } from './payment.entity.js';
import { refundsOf } from './refund-book.service.js';

/** The last payment of the page before. */
export interface PaymentPosition {
  readonly createdAt: string;
  readonly id: string;
}

export interface PaymentFilter {
  readonly customerId?: string | undefined;
  readonly state?: PaymentState | undefined;
  /** Made at this instant or later. */
  readonly from?: Date | undefined;
  /** Made before this instant. */
  readonly to?: Date | undefined;
  readonly after: PaymentPosition | null;
  readonly limit: number;
}

/** Payments with their attempts, for whoever reads them. */
@Injectable()
export class PaymentsService {
  constructor(private readonly db: DataSource) {}

  /** Null for an unknown payment. */
  async find(id: string): Promise<PaymentDetail | null> {
    const payment = await this.db.manager.findOneBy(Payment, { id });
    return payment && ((await this.withParts([payment]))[0] ?? null);
  }

  /** Throws 404 for an unknown payment. */
  async get(id: string): Promise<PaymentDetail> {
    const detail = await this.find(id);
    if (!detail) throw new NotFound('payment');
    return detail;
  }

  /** Newest first; one more than `limit` when there are more. */
  async list(filter: PaymentFilter): Promise<PaymentDetail[]> {
    const query = this.db
      .createQueryBuilder(Payment, 'payment')
      .orderBy('payment.createdAt', 'DESC')
      .addOrderBy('payment.id', 'DESC')
      .limit(filter.limit + 1);
    narrow(query, filter);
    return this.withParts(await query.getMany());
  }

  private async withParts(payments: readonly Payment[]): Promise<PaymentDetail[]> {
    const ids = payments.map(({ id }) => id);
    const attempts = await this.db.manager.find(PaymentAttempt, {
      where: { paymentId: In(ids) },
      order: { attemptNo: 'ASC' },
    });
    const refunds = await refundsOf(this.db.manager, ids);
    return payments.map((payment) => ({
      payment,
      attempts: attempts.filter(({ paymentId }) => paymentId === payment.id),
      refunds: refunds.filter(({ paymentId }) => paymentId === payment.id),
    }));
  }
}

function narrow(
  query: SelectQueryBuilder<Payment>,
  { customerId, state, from, to, after }: PaymentFilter,
): void {
  if (customerId !== undefined) query.andWhere('payment.customerId = :customerId', { customerId });
  if (state !== undefined) query.andWhere('payment.state = :state', { state });
  if (from !== undefined) query.andWhere('payment.createdAt >= :from', { from });
  if (to !== undefined) query.andWhere('payment.createdAt < :to', { to });
  if (after) query.andWhere('(payment.created_at, payment.id) < (:createdAt, :id)', { ...after });
}
