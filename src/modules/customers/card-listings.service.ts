import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LIVE_STATES } from './subscription-states.js';

/** A payment method as the list of expiring cards needs it; one without an expiry is not listed. */
export interface ListedCard {
  readonly id: string;
  readonly customerId: string;
  readonly vendor: string;
  readonly isDefault: boolean;
  /** Last valid day. */
  readonly expiresOn: string | null;
}

/**
 * The index behind the list of expiring cards: a row per live card for any service, and one for each service type of its customer.
 * Changes of a card or a customer reach it by foreign keys; everything here is called under the customer's row lock.
 */
@Injectable()
export class CardListings {
  /** Lists a card that was just put on file. */
  async list(tx: EntityManager, card: ListedCard): Promise<void> {
    await this.listMany(tx, [card]);
  }

  /** Lists many cards at once; those listed already stay as they are. */
  async listMany(tx: EntityManager, cards: readonly ListedCard[]): Promise<void> {
    const expiring = cards.filter((card) => card.expiresOn !== null);
    if (expiring.length === 0) return;
    await tx.query(
      `INSERT INTO card_listings
         (payment_method_id, service_type, customer_id, customer_type, time_zone, vendor, is_default, expires_on)
       SELECT card.id, service.type, c.id, c.type, c.time_zone, card.vendor, card.is_default, card.expires_on
       FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::boolean[], $5::date[])
           AS card (id, customer_id, vendor, is_default, expires_on)
         JOIN customers c ON c.id = card.customer_id
         CROSS JOIN LATERAL (
           SELECT '' AS type
           UNION SELECT s.service_type FROM subscriptions s WHERE s.customer_id = c.id AND s.state = ANY ($6)) service
       ORDER BY card.id, service.type
       ON CONFLICT DO NOTHING`,
      [
        expiring.map(({ id }) => id),
        expiring.map(({ customerId }) => customerId),
        expiring.map(({ vendor }) => vendor),
        expiring.map(({ isDefault }) => isDefault),
        expiring.map(({ expiresOn }) => expiresOn),
        LIVE_STATES,
      ],
    );
  }

  /** Takes a customer who has acted out of the follow-up. */
  async acted(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query(
      'UPDATE card_listings SET reminded_at = NULL WHERE customer_id = $1 AND reminded_at IS NOT NULL',
      [customerId],
    );
  }

  /** Notes reminders sent since then on their cards, unless the customer has acted after; says on how many rows. Repeating it changes nothing. */
  async followReminders(tx: EntityManager, since: Date): Promise<number> {
    const [rows]: [unknown[], number] = await tx.query(
      `UPDATE card_listings l SET reminded_at = sent.at
       FROM (SELECT m.subject_id, max(m.sent_at) AS at FROM messages m
             WHERE m.category = 'reminder' AND m.sent_at > $1 GROUP BY m.subject_id) sent
       WHERE l.payment_method_id = sent.subject_id AND (l.reminded_at IS NULL OR l.reminded_at < sent.at)
         AND NOT EXISTS (
           SELECT FROM customers c WHERE c.id = l.customer_id AND c.payment_methods_changed_at > sent.at)
       RETURNING 1`,
      [since],
    );
    // Whoever acted while the statement above ran was not seen by it.
    await tx.query(
      `UPDATE card_listings l SET reminded_at = NULL FROM customers c
       WHERE c.id = l.customer_id AND l.reminded_at IS NOT NULL AND c.payment_methods_changed_at > l.reminded_at`,
    );
    return rows.length;
  }

  /** Takes a card off the list. */
  async unlist(tx: EntityManager, paymentMethodId: string): Promise<void> {
    await tx.query('DELETE FROM card_listings WHERE payment_method_id = $1', [paymentMethodId]);
  }

  /** Brings the service types of these customers' cards in line with their subscriptions. */
  async followSubscriptions(tx: EntityManager, customerIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM card_listings l
       WHERE l.customer_id = ANY ($1) AND l.service_type <> '' AND NOT EXISTS (
         SELECT FROM subscriptions s
         WHERE s.customer_id = l.customer_id AND s.service_type = l.service_type AND s.state = ANY ($2))`,
      [customerIds, LIVE_STATES],
    );
    await tx.query(
      `INSERT INTO card_listings
         (payment_method_id, service_type, customer_id, customer_type, time_zone, vendor, is_default, expires_on, reminded_at)
       SELECT DISTINCT l.payment_method_id, s.service_type, l.customer_id, l.customer_type, l.time_zone, l.vendor, l.is_default,
         l.expires_on, l.reminded_at
       FROM card_listings l JOIN subscriptions s ON s.customer_id = l.customer_id AND s.state = ANY ($2)
       WHERE l.customer_id = ANY ($1) AND l.service_type = ''
       ORDER BY l.payment_method_id, s.service_type
       ON CONFLICT DO NOTHING`,
      [customerIds, LIVE_STATES],
    );
  }
}
