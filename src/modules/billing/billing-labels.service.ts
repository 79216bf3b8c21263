import { Injectable } from '@nestjs/common';
import { Sql } from '../../common/database/sql.js';
import { invoiceNumber } from './invoice-number.js';

const CUSTOMERS = {
  name: 'billing-customer-names',
  text: 'SELECT id, name AS label FROM customers WHERE id = ANY ($1::uuid[])',
};
const INVOICES = {
  name: 'billing-invoice-numbers',
  text: 'SELECT id, number AS label FROM invoices WHERE id = ANY ($1::uuid[]) AND number IS NOT NULL',
};

/** What people call the customers and invoices that billing's rows name by id, a page of them at a time. */
@Injectable()
export class BillingLabels {
  constructor(private readonly sql: Sql) {}

  async customerNames(ids: readonly (string | null)[]): Promise<ReadonlyMap<string | null, string>> {
    const rows = await this.sql.rows<{ id: string; label: string }>(CUSTOMERS, [distinct(ids)]);
    return new Map(rows.map(({ id, label }) => [id, label]));
  }

  async invoiceNumbers(ids: readonly (string | null)[]): Promise<ReadonlyMap<string | null, string>> {
    const rows = await this.sql.rows<{ id: string; label: number }>(INVOICES, [distinct(ids)]);
    return new Map(rows.map(({ id, label }) => [id, invoiceNumber(label)]));
  }
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
