import { checkedAmount } from './amounts.js';
import { missing, refused } from './api-error.js';
import { charge } from './charging.js';
import { type Cause, letters, type Merchant } from './merchant.js';
import { type OrderBody, type SourceBody } from './order-requests.js';
import { type OrderRecord, type OrderSource } from './records.js';
import { customerFrom, kept } from './vault.js';
import { orderView } from './views.js';

/** How long an order waits for its payer. */
const OPEN_SECONDS = 3 * 3_600;

/** Makes an order; one whose source is in the vault is paid on the spot. */
export function createOrder(
  merchant: Merchant,
  cause: Cause,
  body: OrderBody,
  hasRequestId: boolean,
): OrderRecord {
  const [unit] = body.purchase_units;
  if (!unit) throw refused('MISSING_REQUIRED_PARAMETER', '/purchase_units');
  if (body.payment_source && !hasRequestId) throw refused('PAYPAL_REQUEST_ID_REQUIRED');
  const source = sourceOf(merchant, body);
  const { currency_code, value } = unit.amount;
  const amount = checkedAmount({ currency_code, value });
  refuseUsedInvoice(merchant, unit.invoice_id);
  const order: OrderRecord = {
    ...namesOf(unit),
    id: letters(17),
    intent: body.intent,
    status: 'CREATED',
    amount,
    source,
    at: merchant.now(),
  };
  if (source?.token) charge(merchant, cause, order);
  else if (source?.kind === 'paypal') order.status = 'PAYER_ACTION_REQUIRED';
  merchant.store.orders.save(order);
  return order;
}

/** The order; one that nobody paid is forgotten after a while. */
export function orderOf(merchant: Merchant, id: string): OrderRecord {
  const order = merchant.store.orders.find(id);
  if (!order || (isOpen(order) && order.at + OPEN_SECONDS < merchant.now())) throw missing();
  return order;
}

/** Captures, or authorises, an order that waits for it. */
export function completeOrder(
  merchant: Merchant,
  cause: Cause,
  id: string,
  intent: OrderRecord['intent'],
): OrderRecord {
  const order = orderOf(merchant, id);
  if (order.intent !== intent) throw refused('ACTION_DOES_NOT_MATCH_INTENT');
  if (order.status === 'COMPLETED') {
    throw refused(intent === 'CAPTURE' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED');
  }
  if (order.status === 'PAYER_ACTION_REQUIRED' && order.source?.token) throw refused('PAYER_ACTION_REQUIRED');
  if (order.status !== 'APPROVED' && !order.source?.token) throw refused('ORDER_NOT_APPROVED');
  charge(merchant, cause, order);
  merchant.store.orders.save(order);
  return order;
}

/** The payer agrees on PayPal's page. */
export function approveOrder(merchant: Merchant, cause: Cause, order: OrderRecord): void {
  order.status = 'APPROVED';
  merchant.store.orders.save(order);
  cause.durable = true;
  merchant.emit(cause, 'CHECKOUT.ORDER.APPROVED', 'checkout-order', orderView(merchant, order));
}

function isOpen({ status }: OrderRecord): boolean {
  return status === 'CREATED' || status === 'APPROVED' || status === 'PAYER_ACTION_REQUIRED';
}

function refuseUsedInvoice(merchant: Merchant, invoice: string | undefined): void {
  if (invoice === undefined) return;
  const used = merchant.store.captures.by('invoice', invoice).some(({ status }) => status !== 'DECLINED');
  if (used) throw refused('DUPLICATE_INVOICE_ID', '/purchase_units/0/invoice_id');
}

function namesOf(
  unit: OrderBody['purchase_units'][number],
): Pick<OrderRecord, 'reference_id' | 'description' | 'custom_id' | 'invoice_id'> {
  const { reference_id = 'default', description, custom_id, invoice_id } = unit;
  return {
    reference_id,
    ...(description ? { description } : {}),
    ...(custom_id ? { custom_id } : {}),
    ...(invoice_id ? { invoice_id } : {}),
  };
}

function sourceOf(merchant: Merchant, body: OrderBody): OrderSource | null {
  const { card, paypal } = body.payment_source ?? {};
  if (card && paypal) throw refused('ONLY_ONE_PAYMENT_SOURCE_ALLOWED');
  if (card) return sourceFrom(merchant, card, 'card');
  return paypal ? sourceFrom(merchant, paypal, 'paypal') : null;
}

function sourceFrom(merchant: Merchant, given: SourceBody, kind: OrderSource['kind']): OrderSource {
  const isMerchants = given.stored_credential?.payment_initiator === 'MERCHANT';
  if (isMerchants && given.security_code) throw refused('MERCHANT_INITIATED_WITH_SECURITY_CODE');
  const common = {
    kind,
    merchant: isMerchants,
    experience: kept(given.experience_context ?? {}),
    confirmed: false,
  };
  return given.vault_id === undefined
    ? { ...common, token: null, payer: null, card: null, vault: vaultOf(given) }
    : { ...common, ...vaulted(merchant, given.vault_id, kind), vault: null };
}

function vaulted(
  merchant: Merchant,
  id: string,
  kind: OrderSource['kind'],
): Pick<OrderSource, 'token' | 'card' | 'payer'> {
  const token = merchant.store.tokens.find(id);
  if (!token) throw refused('TOKEN_ID_NOT_FOUND', `/payment_source/${kind}/vault_id`);
  if (token.source.kind !== kind) throw refused('MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE');
  return {
    token: id,
    card: token.source.kind === 'card' ? token.source.card : null,
    payer: token.source.kind === 'paypal' ? token.source.payer : null,
  };
}

function vaultOf(given: SourceBody): OrderSource['vault'] {
  if (!given.attributes?.vault) return null;
  return { customer: customerFrom(given.attributes.customer), token: null };
}
