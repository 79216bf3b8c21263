import { cliActor } from '../../src/common/http/principal.js';
import { HandoverImport, type HandoverRecord } from '../../src/modules/payment-methods/index.js';
import type { TestApp } from './app.js';

let line = 1;

/** A hand-over row of an English customer in London with one good card, changed as told; ids are new each time unless told. */
export function handoverRow(change: Readonly<Record<string, string>> = {}): Record<string, string> {
  line += 1;
  const id = String(line);
  return {
    customer_external_id: `C-${id}`,
    customer_type: 'individual',
    customer_name: `Customer ${id}`,
    email: `customer-${id}@example.com`,
    locale: 'en',
    time_zone: 'Europe/London',
    currency: 'GBP',
    service_type: 'mobile',
    service_name: 'Mobile M',
    billing_mode: 'postpaid',
    auto_renew: 'true',
    price_minor: '2500',
    vendor: 'stripe',
    vendor_payment_method_id: `pm_${id}`,
    payment_type: 'card',
    brand: 'visa',
    last4: '4242',
    exp_month: '11',
    exp_year: '2031',
    holder_name: `Customer ${id}`,
    nickname: '',
    funding: 'credit',
    is_default: 'true',
    added_on: '2025-04-10',
    ...change,
  };
}

/** Puts rows on file through the real import. */
export async function importRows(app: TestApp, rows: readonly Record<string, string>[]): Promise<void> {
  async function* records(): AsyncGenerator<HandoverRecord> {
    for (const [index, cells] of rows.entries()) yield { line: index + 2, cells };
  }
  await app.app.get(HandoverImport).run(records(), {
    actor: cliActor,
    update: false,
    onRefused: (refused, reason) => {
      throw new Error(`line ${String(refused)}: ${reason}`);
    },
    onDiffers: () => undefined,
    onProgress: () => undefined,
  });
}
