import type { SearchResponse } from '@paypal/paypal-server-sdk';
import { exceptionOf } from './paypal-faults.js';
import type { PayPalClient } from './paypal-client.gateway.js';

const PAGE = 500;
const MOST_PAGES = 20;
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;

/** PayPal's transaction search: the one place that is searched by our own names, up to three hours late. */
export class PayPalSearch {
  constructor(private readonly client: PayPalClient) {}

  async check(): Promise<void> {
    const now = this.client.options.clock.now().getTime();
    const answer = await this.client.read(isPage, ({ search }) =>
      search.searchTransactions({
        startDate: new Date(now - 3_600_000).toISOString(),
        endDate: new Date(now).toISOString(),
        fields: 'transaction_info',
        pageSize: 1,
      }),
    );
    if (!answer.ok) throw exceptionOf(answer.fault, 'charge');
  }

  /** The capture with this invoice id; `complete` is false when there was more to look through than one look-up may. */
  async byInvoice(
    invoiceId: string,
    paymentId: string,
  ): Promise<{ readonly found: string | null; readonly complete: boolean }> {
    const { startDate, endDate } = this.window(paymentId);
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.client.read(isPage, ({ search }) =>
        search.searchTransactions({
          startDate,
          endDate,
          fields: 'transaction_info',
          // Refused charges move no money and are wanted as well.
          balanceAffectingRecordsOnly: 'N',
          pageSize: PAGE,
          page,
        }),
      );
      if (!answer.ok) throw exceptionOf(answer.fault, 'charge');
      const { transactionDetails = [], totalPages = 1 } = answer.value;
      const found = transactionDetails.find(
        ({ transactionInfo: info }) =>
          info?.invoiceId === invoiceId && isCharge(info.transactionEventCode ?? ''),
      );
      const id = found?.transactionInfo?.transactionId;
      if (id) return { found: id, complete: true };
      if (page >= totalPages) return { found: null, complete: true };
    }
    return { found: null, complete: false };
  }

  // A payment's id is a UUIDv7 and tells when it was made; PayPal looks back 31 days at a time.
  private window(paymentId: string): { startDate: string; endDate: string } {
    const now = this.client.options.clock.now().getTime();
    const made = Number.parseInt(paymentId.replaceAll('-', '').slice(0, 12), 16);
    const oldest = now - (LONGEST_DAYS - 1) * DAY_MS;
    const start = Number.isFinite(made) ? Math.min(Math.max(made - DAY_MS, oldest), now - DAY_MS) : oldest;
    return { startDate: new Date(start).toISOString(), endDate: new Date(now).toISOString() };
  }
}

// T11xx are reversals and refunds, which bear the invoice id of their charge.
function isCharge(eventCode: string): boolean {
  return !eventCode.startsWith('T11');
}

function isPage(value: SearchResponse): boolean {
  return value.transactionDetails !== undefined || value.totalItems !== undefined;
}
