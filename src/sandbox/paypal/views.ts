import { iso, type Merchant } from './merchant.js';
import {
  type Authorization,
  type Capture,
  type CardRecord,
  type DisputeRecord,
  type OrderRecord,
  type OrderSource,
  type PayerRecord,
  type PaymentToken,
  type RefundRecord,
  type SetupToken,
  type Source,
} from './records.js';

interface Link {
  href: string;
  rel: string;
  method: string;
}

/** A setup token as PayPal answers it. */
export function setupTokenView(merchant: Merchant, setup: SetupToken): object {
  const links = [link(merchant, `/v3/vault/setup-tokens/${setup.id}`, 'self')];
  if (setup.status === 'PAYER_ACTION_REQUIRED') {
    links.push(link(merchant, `/agreements/approve?approval_token=${setup.id}`, 'approve'));
  }
  return {
    id: setup.id,
    customer: setup.customer,
    status: setup.status,
    payment_source: sourceView(setup.source),
    links,
  };
}

/** A payment token as PayPal answers it. */
export function paymentTokenView(merchant: Merchant, token: PaymentToken): object {
  const path = `/v3/vault/payment-tokens/${token.id}`;
  return {
    id: token.id,
    customer: token.customer,
    payment_source: sourceView(token.source),
    links: [link(merchant, path, 'self'), link(merchant, path, 'delete', 'DELETE')],
  };
}

/** An order with everything that happened to it. */
export function orderView(merchant: Merchant, order: OrderRecord): object {
  const { store } = merchant;
  const captures = store.captures.by('order', order.id);
  const payments = {
    ...listed(
      'captures',
      captures.map((capture) => captureInOrder(merchant, capture)),
    ),
    ...listed(
      'authorizations',
      store.authorizations
        .by('order', order.id)
        .map((one) => ({ ...authorizationView(merchant, one), ...processorView(one) })),
    ),
    ...listed(
      'refunds',
      captures
        .flatMap(({ id }) => store.refunds.by('capture', id))
        .map((refund) => refundView(merchant, refund)),
    ),
  };
  const { id, intent, status, amount, reference_id, description, custom_id, invoice_id, at } = order;
  return {
    id,
    intent,
    status,
    ...(order.source ? { payment_source: orderSourceView(order) } : {}),
    purchase_units: [
      {
        reference_id,
        amount,
        ...defined({ description, custom_id, invoice_id }),
        ...(Object.keys(payments).length > 0 ? { payments } : {}),
      },
    ],
    create_time: iso(at),
    update_time: iso(merchant.now()),
    links: orderLinks(merchant, order),
  };
}

/** What is left of an order when nobody asked for the whole. */
export function minimalOrder(merchant: Merchant, order: OrderRecord): object {
  return { id: order.id, status: order.status, links: orderLinks(merchant, order) };
}

export function captureView(merchant: Merchant, capture: Capture): object {
  const supplementary_data = { related_ids: { order_id: capture.order } };
  return { ...captureInOrder(merchant, capture), supplementary_data };
}

// Inside its order a capture does not name it again.
function captureInOrder(merchant: Merchant, capture: Capture): object {
  const path = `/v2/payments/captures/${capture.id}`;
  const { id, status, amount, custom_id, invoice_id, at } = capture;
  return {
    id,
    status,
    ...statusDetails(capture.reason),
    amount,
    final_capture: true,
    seller_protection: { status: 'NOT_ELIGIBLE' },
    ...defined({ custom_id, invoice_id }),
    ...processorView(capture),
    create_time: iso(at),
    update_time: iso(at),
    links: [
      link(merchant, path, 'self'),
      link(merchant, `${path}/refund`, 'refund', 'POST'),
      link(merchant, `/v2/checkout/orders/${capture.order}`, 'up'),
    ],
  };
}

/** An authorisation alone; inside its order it tells the processor's answer as well. */
export function authorizationView(merchant: Merchant, authorization: Authorization): object {
  const path = `/v2/payments/authorizations/${authorization.id}`;
  const { id, status, amount, custom_id, invoice_id, at } = authorization;
  return {
    id,
    status,
    ...statusDetails(authorization.reason),
    amount,
    ...defined({ custom_id, invoice_id }),
    expiration_time: iso(authorization.expires),
    create_time: iso(at),
    update_time: iso(at),
    links: [link(merchant, path, 'self'), link(merchant, `${path}/void`, 'void', 'POST')],
  };
}

export function refundView(merchant: Merchant, refund: RefundRecord): object {
  const { id, status, amount, custom_id, invoice_id, note_to_payer, at } = refund;
  return {
    id,
    status,
    amount,
    ...defined({ custom_id, invoice_id, note_to_payer }),
    create_time: iso(at),
    update_time: iso(at),
    links: [
      link(merchant, `/v2/payments/refunds/${id}`, 'self'),
      link(merchant, `/v2/payments/captures/${refund.capture}`, 'up'),
    ],
  };
}

export function disputeView(merchant: Merchant, dispute: DisputeRecord): object {
  const { id, status, outcome, reason, amount, at } = dispute;
  return {
    dispute_id: id,
    create_time: iso(at),
    update_time: iso(merchant.now()),
    disputed_transactions: [{ seller_transaction_id: dispute.capture, create_time: iso(at) }],
    reason,
    status,
    dispute_amount: amount,
    ...(outcome ? { dispute_outcome: { outcome_code: outcome, amount_refunded: amount } } : {}),
    links: [link(merchant, `/v1/customer/disputes/${id}`, 'self')],
  };
}

function orderLinks(merchant: Merchant, order: OrderRecord): Link[] {
  const path = `/v2/checkout/orders/${order.id}`;
  const links = [link(merchant, path, 'self')];
  if (order.status === 'PAYER_ACTION_REQUIRED') {
    links.push(link(merchant, `/checkoutnow?token=${order.id}`, 'payer-action'));
  }
  if (order.status === 'APPROVED') links.push(link(merchant, `${path}/capture`, 'capture', 'POST'));
  return links;
}

function orderSourceView({ source, status }: OrderRecord): object {
  if (source?.kind === 'card') return { card: source.card ? cardView(source.card) : {} };
  const payer = source?.payer ? accountView(source.payer) : {};
  const vault = status === 'COMPLETED' ? (source?.vault ?? null) : null;
  return { paypal: { ...payer, ...(vault ? { attributes: { vault: vaultView(vault) } } : {}) } };
}

function vaultView({ token, customer }: NonNullable<OrderSource['vault']>): object {
  return {
    ...(token ? { id: token } : {}),
    status: token ? 'VAULTED' : 'APPROVED',
    ...(customer ? { customer } : {}),
  };
}

function sourceView(source: Source): object {
  if (source.kind === 'card') return { card: source.card ? cardView(source.card) : {} };
  return { paypal: source.payer ? payerView(source.payer) : {} };
}

function cardView({ name, last_digits, brand, expiry, type, country }: CardRecord): object {
  return {
    ...defined({ name }),
    last_digits,
    brand,
    expiry,
    type,
    ...(country ? { billing_address: { country_code: country } } : {}),
  };
}

function payerView(payer: PayerRecord): object {
  return { ...accountView(payer), payer_id: payer.payer_id };
}

// Orders name the account only; the vault names the payer as well, by the same id.
function accountView({ payer_id, email_address, given_name, surname }: PayerRecord): object {
  return { email_address, account_id: payer_id, name: { given_name, surname } };
}

function processorView({ network, responseCode, adviceCode, id }: Capture | Authorization): object {
  if (!network) return {};
  return {
    processor_response: {
      avs_code: 'Y',
      cvv_code: 'S',
      response_code: responseCode ?? '0000',
      ...(adviceCode ? { payment_advice_code: adviceCode } : {}),
    },
    ...(responseCode && responseCode !== '0000'
      ? {}
      : {
          network_transaction_reference: {
            id: `01${id.replace(/\D/g, '').padEnd(13, '0').slice(0, 13)}`,
            network,
          },
        }),
  };
}

function statusDetails(reason: string | undefined): object {
  return reason ? { status_details: { reason } } : {};
}

function listed(name: string, items: readonly object[]): object {
  return items.length > 0 ? { [name]: items } : {};
}

function defined(fields: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function link(merchant: Merchant, path: string, rel: string, method = 'GET'): Link {
  return { href: `${merchant.url}${path}`, rel, method };
}
