import { z } from 'zod';
import { missing, refused } from './api-error.js';
import { type Cause, letters, type Merchant } from './merchant.js';
import { type CustomerRecord, type PaymentToken, type SetupToken, type Source } from './records.js';
import { paymentTokenView } from './views.js';

const SETUP_SECONDS = 3 * 86_400;
const LARGEST_PAGE = 5;

const experience = z.looseObject({
  return_url: z.url().optional(),
  cancel_url: z.url().optional(),
  locale: z.string().optional(),
  brand_name: z.string().optional(),
});
const customer = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,22}$/)
    .optional(),
  merchant_customer_id: z
    .string()
    .regex(/^[0-9a-zA-Z\-_.^*$@#]{1,64}$/)
    .optional(),
});
/** The body of `POST /v3/vault/setup-tokens`. */
export const setupTokenBody = z.object({
  customer: customer.optional(),
  payment_source: z.object({
    card: z.looseObject({ experience_context: experience.optional() }).optional(),
    paypal: z.looseObject({ experience_context: experience.optional() }).optional(),
  }),
});
/** The body of `POST /v3/vault/payment-tokens`. */
export const paymentTokenBody = z.object({
  payment_source: z.object({ token: z.object({ id: z.string(), type: z.literal('SETUP_TOKEN') }) }),
});

/** Opens a setup: of a card, to be typed into PayPal's fields, or of an account, to be approved on PayPal's page. */
export function createSetupToken(merchant: Merchant, body: z.output<typeof setupTokenBody>): SetupToken {
  const { card, paypal } = body.payment_source;
  if ((card === undefined) === (paypal === undefined)) throw refused('ONLY_ONE_PAYMENT_SOURCE_ALLOWED');
  const given = card?.experience_context ?? paypal?.experience_context ?? {};
  if (paypal && !given.return_url) throw refused('RETURN_URL_REQUIRED', '/payment_source/paypal');
  const setup: SetupToken = {
    id: letters(17),
    status: paypal ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    customer: customerFrom(body.customer),
    source: paypal ? { kind: 'paypal', payer: null } : { kind: 'card', card: null },
    experience: kept(given),
    at: merchant.now(),
  };
  merchant.store.setups.save(setup);
  return setup;
}

/** The setup, until PayPal forgets it after three days. */
export function setupTokenOf(merchant: Merchant, id: string): SetupToken {
  const setup = merchant.store.setups.find(id);
  if (!setup || setup.at + SETUP_SECONDS < merchant.now()) throw missing();
  return setup;
}

/** The payer has filled in, or approved, what is to be saved. */
export function approveSetup(merchant: Merchant, setup: SetupToken, source: Source): void {
  setup.source = source;
  setup.status = 'APPROVED';
  merchant.store.setups.save(setup);
}

/** Makes a setup last. */
export function createPaymentToken(
  merchant: Merchant,
  cause: Cause,
  body: z.output<typeof paymentTokenBody>,
): PaymentToken {
  const { id } = body.payment_source.token;
  const setup = merchant.store.setups.find(id);
  if (!setup) throw missing();
  if (setup.status === 'VAULTED') throw refused('TOKEN_ALREADY_USED');
  if (setup.status !== 'APPROVED') throw refused('SETUP_TOKEN_NOT_APPROVED');
  if (cause.decline !== null) throw refused(cause.decline);
  const token = keepToken(merchant, cause, setup.customer, setup.source);
  setup.status = 'VAULTED';
  merchant.store.setups.save(setup);
  return token;
}

/** Keeps an instrument for a customer and tells of it. */
export function keepToken(
  merchant: Merchant,
  cause: Cause,
  owner: CustomerRecord,
  source: Source,
): PaymentToken {
  const token: PaymentToken = {
    id: letters(8).toLowerCase(),
    customer: owner,
    source,
    at: merchant.now(),
  };
  cause.durable = true;
  merchant.store.tokens.save(token);
  merchant.emit(cause, 'VAULT.PAYMENT-TOKEN.CREATED', 'payment_token', paymentTokenView(merchant, token));
  return token;
}

export function paymentTokenOf(merchant: Merchant, id: string): PaymentToken {
  const token = merchant.store.tokens.find(id);
  if (!token) throw missing();
  return token;
}

/** Forgets a stored method; one that is not there is none of PayPal's complaints. */
export function deletePaymentToken(merchant: Merchant, cause: Cause, id: string): void {
  const token = merchant.store.tokens.find(id);
  if (!token) return;
  cause.durable = true;
  merchant.store.tokens.remove(id);
  merchant.emit(cause, 'VAULT.PAYMENT-TOKEN.DELETED', 'payment_token', paymentTokenView(merchant, token));
}

/** One page of a customer's methods, the newest first unless told. */
export function listPaymentTokens(merchant: Merchant, query: URLSearchParams): object {
  const id = query.get('customer_id') ?? '';
  const size = Math.min(Number(query.get('page_size') ?? LARGEST_PAGE), LARGEST_PAGE);
  const page = Math.max(Number(query.get('page') ?? 1), 1);
  const made = merchant.store.tokens.by('customer', id);
  const all = merchant.options.listsOldestFirst ? made : made.reverse();
  const shown = all.slice((page - 1) * size, page * size);
  return {
    ...(query.get('total_required') === 'true'
      ? { total_items: all.length, total_pages: Math.max(1, Math.ceil(all.length / size)) }
      : {}),
    customer: all[0]?.customer ?? { id },
    payment_tokens: shown.map((token) => paymentTokenView(merchant, token)),
    links: [
      { href: `${merchant.url}/v3/vault/payment-tokens?customer_id=${id}`, rel: 'self', method: 'GET' },
    ],
  };
}

/** The customer named, or a new one of PayPal's making. */
export function customerFrom(
  given: { id?: string | undefined; merchant_customer_id?: string | undefined } | undefined,
): CustomerRecord {
  return {
    id: given?.id ?? letters(10),
    ...(given?.merchant_customer_id ? { merchant_customer_id: given.merchant_customer_id } : {}),
  };
}

/** What is remembered of where a page leads to. */
export function kept(given: z.output<typeof experience>): SetupToken['experience'] {
  const { return_url, cancel_url, locale, brand_name } = given;
  return Object.fromEntries(
    Object.entries({ return_url, cancel_url, locale, brand_name }).filter(([, value]) => value !== undefined),
  );
}
