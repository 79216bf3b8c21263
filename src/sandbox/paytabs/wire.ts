import { toDecimalString } from '../../common/money.js';
import { type CardFacts } from './cards.js';
import { type CustomerDetails, type TokenRecord, type TransactionRecord } from './records.js';

const MERCHANT = 62_000;

/** A transaction as a request or query is answered. */
export function wireOf(transaction: TransactionRecord, profileId: number): object {
  return {
    ...commonOf(transaction),
    ...resultOf(transaction),
    serviceId: 2,
    profileId,
    merchantId: MERCHANT,
    trace: `PMNT0401.${transaction.ref.slice(-8)}.0000B2A1`,
  };
}

/** The answer to a request that opens a page: nothing has happened yet. */
export function redirectOf(transaction: TransactionRecord, profileId: number, address: string): object {
  return {
    ...commonOf(transaction),
    tran_currency: '',
    tran_total: '0',
    callback: transaction.callback ?? '',
    return: transaction.page?.returnUrl ?? 'none',
    redirect_url: address,
    serviceId: 2,
    profileId,
    merchantId: MERCHANT,
    trace: `PMNT0404.${transaction.ref.slice(-8)}.000BAF4C`,
  };
}

/** The body of a callback or IPN. */
export function noticeOf(transaction: TransactionRecord, profileId: number, trace: string): object {
  return {
    ...commonOf(transaction),
    merchant_id: MERCHANT,
    profile_id: profileId,
    ...resultOf(transaction),
    ipn_trace: trace,
    paymentChannel: transaction.page === null ? 'API' : 'Payment Page',
  };
}

/** A token as its query is answered. */
export function wireToken({ token, ref, card, customer }: TokenRecord): object {
  return { token, tran_ref: ref, ...infoOf(card), ...customerOf(customer) };
}

/** The fields that a browser brings back; they hold neither amount nor currency. */
export function returnFields(transaction: TransactionRecord): Record<string, string> {
  const { result } = transaction;
  return {
    acquirerMessage: '',
    acquirerRRN: '',
    cartId: transaction.cart,
    customerEmail: transaction.customer.email ?? '',
    respCode: result?.code ?? '',
    respMessage: result?.message ?? '',
    respStatus: result?.status ?? '',
    token: transaction.token ?? '',
    tranRef: transaction.ref,
  };
}

function commonOf(transaction: TransactionRecord): object {
  const total = toDecimalString(transaction);
  return {
    tran_ref: transaction.ref,
    ...(transaction.previous === null ? {} : { previous_tran_ref: transaction.previous }),
    tran_type: transaction.type,
    tran_class: transaction.tranClass,
    cart_id: transaction.cart,
    cart_description: transaction.description,
    cart_currency: transaction.currency,
    cart_amount: total,
    tran_currency: transaction.currency,
    tran_total: total,
    ...customerOf(transaction.customer),
  };
}

function resultOf({ result, card, token }: TransactionRecord): object {
  if (!result) return {};
  return {
    payment_result: {
      response_status: result.status,
      response_code: result.code,
      response_message: result.message,
      acquirer_ref: `TRAN0001.${result.code}`,
      cvv_result: ' ',
      avs_result: ' ',
      transaction_time: `${new Date(result.at * 1_000).toISOString().slice(0, 19)}Z`,
    },
    ...(card ? infoOf(card) : {}),
    ...(token === null ? {} : { token }),
  };
}

function infoOf(card: CardFacts): object {
  return {
    payment_info: {
      payment_method: card.scheme,
      card_type: card.type,
      card_scheme: card.scheme,
      payment_description: card.description,
      expiryMonth: card.month,
      expiryYear: card.year,
    },
  };
}

function customerOf(customer: CustomerDetails): object {
  const given = Object.entries(customer).filter(([, value]) => value !== undefined);
  return given.length === 0 ? {} : { customer_details: Object.fromEntries(given) };
}
