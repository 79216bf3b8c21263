import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  DIFFERING_CUSTOMERS,
  INSERT_CUSTOMERS,
  INSERT_SUBSCRIPTIONS,
  LOCK_CUSTOMERS,
  UPDATE_CUSTOMERS,
} from './handover-queries.js';
import { searchName } from './search-name.js';

/** A customer and a subscription as a row of a CRM's hand-over file has them. */
export interface HandoverCustomer {
  readonly line: number;
  readonly customer_external_id: string;
  readonly customer_type: 'individual' | 'business';
  readonly customer_name: string;
  readonly email: string | null;
  readonly locale: 'ar' | 'en';
  readonly time_zone: string;
  readonly currency: string;
  readonly service_type: string;
  readonly service_name: string;
  readonly billing_mode: 'prepaid' | 'postpaid';
  readonly auto_renew: boolean;
  readonly price_minor: number;
  readonly added_on: string;
}

export interface HandoverCustomersResult {
  readonly customers: number;
  readonly subscriptions: number;
  /** Customers on file whose facts differ from the file, with the names of the columns. */
  readonly differing: readonly { readonly external_id: string; readonly fields: readonly string[] }[];
}

/** Puts the customers and subscriptions of a hand-over file on file, many at once; what is there already stays, unless told to follow the file. */
@Injectable()
export class HandoverCustomers {
  /** Also locks every customer of these rows until the transaction ends. */
  async put(
    tx: EntityManager,
    rows: readonly HandoverCustomer[],
    { now, update }: { readonly now: Date; readonly update: boolean },
  ): Promise<HandoverCustomersResult> {
    const customers = JSON.stringify(firstOfEach(rows));
    const made: unknown[] = await tx.query(INSERT_CUSTOMERS, [customers, now]);
    await tx.query(LOCK_CUSTOMERS, [rows.map((row) => row.customer_external_id)]);
    const differing: HandoverCustomersResult['differing'] = await tx.query(DIFFERING_CUSTOMERS, [customers]);
    if (update && differing.length > 0) await tx.query(UPDATE_CUSTOMERS, [customers, now]);
    const [subscriptions]: { count: number }[] = await tx.query(INSERT_SUBSCRIPTIONS, [
      JSON.stringify(
        rows.map((row) => ({ ...row, requires_method: row.auto_renew || row.billing_mode === 'postpaid' })),
      ),
      now,
    ]);
    return { customers: made.length, subscriptions: subscriptions?.count ?? 0, differing };
  }
}

function firstOfEach(rows: readonly HandoverCustomer[]): Record<string, unknown>[] {
  const first = new Map<string, Record<string, unknown>>();
  for (const row of rows) {
    if (first.has(row.customer_external_id)) continue;
    first.set(row.customer_external_id, {
      external_id: row.customer_external_id,
      type: row.customer_type,
      name: row.customer_name,
      email: row.email,
      locale: row.locale,
      time_zone: row.time_zone,
      currency: row.currency,
      search_name: searchName(row.customer_name),
      search_email: row.email === null ? null : searchName(row.email),
      search_external_id: searchName(row.customer_external_id),
    });
  }
  return [...first.values()];
}
