import { RecordStore } from '../kit/index.js';

/** An amount as PayPal writes it. */
export interface WireMoney {
  currency_code: string;
  value: string;
}

/** What a card does when it is used. */
export interface CardBehaviour {
  /** An issue, when it cannot even be saved. */
  save?: string;
  /** A response code, or an issue, for every charge. */
  charge?: string;
  /** The bank wants the customer at every charge. */
  wantsCustomer?: boolean;
  pendingRefund?: boolean;
  pendingCapture?: boolean;
  /** An order with it waits for a capture of its own, as PayPal's sometimes do. */
  approvedOnly?: boolean;
  disputed?: boolean;
}

/** A card without its number. */
export interface CardRecord {
  brand: string;
  last_digits: string;
  expiry: string;
  name?: string;
  type: string;
  country?: string;
  behaviour: CardBehaviour;
}

/** A PayPal account; its owner. */
export interface PayerRecord {
  payer_id: string;
  email_address: string;
  given_name: string;
  surname: string;
}

/** What is or becomes a stored method: nothing of it is known before the payer has filled it in. */
export type Source =
  { kind: 'card'; card: CardRecord | null } | { kind: 'paypal'; payer: PayerRecord | null };

/** Where pages and answers send the payer. */
export interface Experience {
  return_url?: string;
  cancel_url?: string;
  locale?: string;
  brand_name?: string;
}

export interface CustomerRecord {
  id: string;
  merchant_customer_id?: string;
}

export interface SetupToken {
  id: string;
  status: 'CREATED' | 'PAYER_ACTION_REQUIRED' | 'APPROVED' | 'VAULTED';
  customer: CustomerRecord;
  source: Source;
  experience: Experience;
  /** Unix seconds. */
  at: number;
}

export interface PaymentToken {
  id: string;
  customer: CustomerRecord;
  source: Source;
  at: number;
}

export interface Capture {
  id: string;
  order: string;
  status: string;
  amount: WireMoney;
  custom_id?: string;
  invoice_id?: string;
  reason?: string;
  responseCode?: string;
  adviceCode?: string;
  network?: string;
  behaviour: CardBehaviour;
  at: number;
}

export interface Authorization extends Omit<Capture, 'behaviour'> {
  expires: number;
}

export interface RefundRecord {
  id: string;
  capture: string;
  status: string;
  amount: WireMoney;
  custom_id?: string;
  invoice_id?: string;
  note_to_payer?: string;
  at: number;
}

/** What an order is to be paid with. */
export interface OrderSource {
  kind: 'card' | 'paypal';
  /** The payment token; null until the payer has chosen on PayPal's page. */
  token: string | null;
  payer: PayerRecord | null;
  card: CardRecord | null;
  /** The payment is the merchant's, nobody being there. */
  merchant: boolean;
  experience: Experience;
  /** To be kept once it is paid. */
  vault: { customer: CustomerRecord | null; token: string | null } | null;
  /** What the page promised of this payer's payment: an issue, or a review first. */
  refusal?: string;
  reviewed?: boolean;
  /** Has passed the bank's check of the customer. */
  confirmed: boolean;
}

export interface OrderRecord {
  id: string;
  intent: 'CAPTURE' | 'AUTHORIZE';
  status: 'CREATED' | 'APPROVED' | 'VOIDED' | 'COMPLETED' | 'PAYER_ACTION_REQUIRED';
  amount: WireMoney;
  reference_id: string;
  description?: string;
  custom_id?: string;
  invoice_id?: string;
  source: OrderSource | null;
  at: number;
}

export interface DisputeRecord {
  id: string;
  capture: string;
  status: string;
  outcome?: string;
  reason: string;
  amount: WireMoney;
  at: number;
}

/** A key that was seen, and what was made under it. */
export interface RequestKey {
  key: string;
  id: string;
  at: number;
}

const byId = ({ id }: { id: string }): string => id;

/** Everything that this merchant account knows. */
export class Store extends RecordStore {
  readonly setups = this.collection<SetupToken>('setup_token', byId);
  readonly tokens = this.collection<PaymentToken, 'customer'>('payment_token', byId, {
    customer: ({ customer }) => customer.id,
  });
  readonly orders = this.collection<OrderRecord>('order', byId);
  readonly captures = this.collection<Capture, 'order' | 'invoice'>('capture', byId, {
    order: ({ order }) => order,
    invoice: ({ invoice_id }) => invoice_id ?? null,
  });
  readonly authorizations = this.collection<Authorization, 'order'>('authorization', byId, {
    order: ({ order }) => order,
  });
  readonly refunds = this.collection<RefundRecord, 'capture'>('refund', byId, {
    capture: ({ capture }) => capture,
  });
  readonly disputes = this.collection<DisputeRecord>('dispute', byId);
  readonly requestKeys = this.collection<RequestKey>('request_key', ({ key }) => key);
}
