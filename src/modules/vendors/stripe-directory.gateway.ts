import type Stripe from 'stripe';
import type { StripeClient } from './stripe-client.gateway.js';
import { exceptionOf } from './stripe-faults.js';
import { idOf, META } from './stripe-mapping.js';
import type { CustomerDirectory, KnownVendorCustomer, VendorCustomerPage } from './vendor-gateway.js';

const PAGE = 100;

/** Every customer of the account behind the keys. */
export class StripeDirectory implements CustomerDirectory {
  constructor(private readonly client: StripeClient) {}

  async listCustomers(cursor: string | null): Promise<VendorCustomerPage> {
    const answer = await this.client.tryRead<Stripe.ApiList<Stripe.Customer>>('list', (sdk, options) =>
      sdk.customers.list({ limit: PAGE, ...(cursor ? { starting_after: cursor } : {}) }, options),
    );
    if (!answer.ok) throw exceptionOf(answer.fault, 'customer');
    const { data, has_more: hasMore } = answer.value;
    return {
      customers: data.map((customer) => knownCustomer(this.client.sameMode(customer))),
      nextCursor: hasMore ? (data.at(-1)?.id ?? null) : null,
    };
  }
}

function knownCustomer(customer: Stripe.Customer): KnownVendorCustomer {
  return {
    vendorCustomerId: customer.id,
    customerId: customer.metadata[META.customerId] ?? null,
    metadata: customer.metadata,
    name: customer.name ?? null,
    email: customer.email,
    phone: customer.phone ?? null,
    locale: customer.preferred_locales?.[0] ?? null,
    currency: customer.currency?.toUpperCase() ?? null,
    // Accounts from before payment methods keep the default as a source; its card is listed as a method under the same id.
    defaultPaymentMethodId:
      idOf(customer.invoice_settings.default_payment_method) ?? idOf(customer.default_source),
    createdAt: new Date(customer.created * 1000),
  };
}
