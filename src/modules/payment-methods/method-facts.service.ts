import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CustomerMethods, type MethodFacts } from '../customers/index.js';

const USABLE = `m.status = 'active' AND (m.expires_on IS NULL
  OR m.expires_on >= ($2::timestamptz AT TIME ZONE c.time_zone)::date)`;

/** Answers what customers must know of payment methods; see docs/decisions/method-facts.md. */
@Injectable()
export class PaymentMethodFacts implements MethodFacts, OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly customerMethods: CustomerMethods,
  ) {}

  onModuleInit(): void {
    this.customerMethods.answerWith(this);
  }

  hasUsable(tx: EntityManager, customerId: string): Promise<boolean> {
    return exists(
      tx,
      `SELECT 1 FROM payment_methods m JOIN customers c ON c.id = m.customer_id WHERE m.customer_id = $1 AND ${USABLE} LIMIT 1`,
      [customerId, this.clock.now()],
    );
  }

  isUsable(tx: EntityManager, customerId: string, paymentMethodId: string): Promise<boolean> {
    return exists(
      tx,
      `SELECT 1 FROM payment_methods m JOIN customers c ON c.id = m.customer_id
       WHERE m.customer_id = $1 AND ${USABLE} AND m.id = $3`,
      [customerId, this.clock.now(), paymentMethodId],
    );
  }

  hasAny(tx: EntityManager, customerId: string): Promise<boolean> {
    return exists(
      tx,
      "SELECT 1 FROM payment_methods WHERE customer_id = $1 AND status <> 'removed' LIMIT 1",
      [customerId],
    );
  }

  /** What is left of removed methods can be told apart, and tells nothing of the person. */
  async erase(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query(
      `UPDATE payment_methods SET name = NULL, nickname = NULL, account_email_masked = NULL, fingerprint = NULL, payer_id = NULL
       WHERE customer_id = $1 AND status = 'removed'`,
      [customerId],
    );
  }
}

async function exists(tx: EntityManager, sql: string, values: readonly unknown[]): Promise<boolean> {
  const rows: unknown[] = await tx.query(sql, [...values]);
  return rows.length > 0;
}
