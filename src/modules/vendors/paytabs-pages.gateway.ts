import { MOST_PAGES, pageCarts } from './paytabs-carts.js';
import type { PaytabsClient } from './paytabs-client.gateway.js';
import { exceptionOf, type PaytabsAnswer } from './paytabs-faults.js';
import { isOurs } from './paytabs-mapping.js';
import { paytabsTransaction, type PaytabsTransaction } from './paytabs.schemas.js';
import type { VendorCustomerRef } from './vendor-gateway.js';
import { VendorMisconfigured, VendorTokenRefused, VendorUnavailable } from './vendors.errors.js';

/** What a page is opened for. */
export interface PageSubject {
  readonly kind: 'setup' | 'checkout';
  readonly id: string;
}

/** What a page shows and does. */
export interface PageWish {
  readonly request: object;
  readonly customer: VendorCustomerRef | null;
  /** Undefined leaves it to the profile. */
  readonly locale: string | undefined;
  readonly returnUrl: string | undefined;
  readonly callbackUrl: string | undefined;
}

/** An open page. */
export interface OpenPage {
  readonly vendorId: string;
  readonly redirectUrl: string;
  readonly expiresAt: Date;
}

// PayTabs' own, where nothing else is asked for (support article 60000712260).
const PAGE_MINUTES = 20;
const MOST_AGE_MS = 60 * 60_000;

/** PayTabs' own pages, on which customers type their cards. */
export class PaytabsPages {
  constructor(private readonly client: PaytabsClient) {}

  /** Opens a page; a like one opened a short while ago makes PayTabs want another cart for the next. */
  async open(subject: PageSubject, wish: PageWish): Promise<OpenPage> {
    for (const cart of pageCarts(subject.kind, subject.id)) {
      const answer = await this.request(subject, cart, wish);
      if (answer.ok) return this.pageOf(answer.value, cart);
      if (answer.fault.kind !== 'duplicate') throw exceptionOf(answer.fault);
    }
    throw new VendorUnavailable('paytabs', {
      cause: new Error(`PayTabs refused ${String(MOST_PAGES)} pages as duplicates.`),
      retryAfterSeconds: 120,
    });
  }

  /** Every transaction of a subject's pages, with the one named, if any, where no cart brought it; one of another subject is refused. */
  async transactionsOf(
    subject: PageSubject,
    vendorId: string | null,
  ): Promise<readonly PaytabsTransaction[]> {
    const [first = '', ...others] = pageCarts(subject.kind, subject.id);
    const found = [...this.valueOf(await this.client.byCart(first))];
    for (const cart of others) {
      const more = this.valueOf(await this.client.byCart(cart));
      if (more.length === 0) break;
      found.push(...more);
    }
    if (vendorId === null || found.some(({ tran_ref: ref }) => ref === vendorId)) return found;
    const named = this.valueOf(await this.client.byRef(vendorId));
    if (!named) return found;
    if (!pageCarts(subject.kind, subject.id).includes(named.cart_id)) throw new VendorTokenRefused('foreign');
    return [...found, named];
  }

  /** Whether a page could still be open of which PayTabs says nothing; our ids tell when they were made. */
  mayBeOpen(id: string): boolean {
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)) return false;
    const madeAt = Number.parseInt(id.slice(0, 13).replace('-', ''), 16);
    return this.client.options.clock.real().getTime() - madeAt < MOST_AGE_MS;
  }

  private request(
    subject: PageSubject,
    cart: string,
    wish: PageWish,
  ): Promise<PaytabsAnswer<PaytabsTransaction>> {
    const { request, customer, locale } = wish;
    const { publicUrl } = this.client.options;
    const returnUrl = wish.returnUrl ?? `${publicUrl}/returns/paytabs/${subject.id}`;
    return this.client.write(
      '/payment/request',
      {
        tran_class: 'ecom',
        cart_id: cart,
        ...request,
        hide_shipping: true,
        ...(locale === undefined ? {} : { paypage_lang: /^ar\b/i.test(locale) ? 'ar' : 'en' }),
        ...customerDetails(customer),
        return: returnUrl,
        ...this.client.callback(wish.callbackUrl),
      },
      paytabsTransaction,
    );
  }

  private pageOf(transaction: PaytabsTransaction, cart: string): OpenPage {
    const { redirect_url: redirectUrl, tran_ref: vendorId } = transaction;
    const { clock, mode } = this.client.options;
    if (
      redirectUrl === null ||
      !isOurs(transaction, this.client.profileId, cart) ||
      !isWeb(redirectUrl, mode)
    )
      throw new VendorUnavailable('paytabs', {
        cause: new Error('PayTabs answered without a page of ours.'),
      });
    // Test profiles live on the same hosts: their payments succeed and move nothing.
    if (mode === 'live' && vendorId.startsWith('TST'))
      throw new VendorMisconfigured(
        'paytabs',
        'mode is live, and vendors.paytabs.profile_id is a test profile.',
      );
    const expiresAt = new Date(clock.now().getTime() + PAGE_MINUTES * 60_000);
    return { vendorId, redirectUrl, expiresAt };
  }

  private valueOf<T>(answer: PaytabsAnswer<T>): T {
    if (!answer.ok) throw exceptionOf(answer.fault);
    return answer.value;
  }
}

/** The customer as a request names him; nothing is sent of what is not known. */
export function customerDetails(customer: VendorCustomerRef | null): object {
  if (customer === null) return {};
  const { name, email, phone } = customer;
  return { customer_details: { name, ...(email ? { email } : {}), ...(phone ? { phone } : {}) } };
}

function isWeb(url: string, mode: string): boolean {
  return (mode === 'live' ? /^https:\/\// : /^https?:\/\//).test(url) && URL.canParse(url);
}
