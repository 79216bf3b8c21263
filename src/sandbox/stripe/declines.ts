/** What an issuer answers when it refuses; codes as Stripe documents them. */
export interface Decline {
  /** The error's `code`. */
  code: string;
  declineCode: string;
  message: string;
  adviceCode: string | null;
  networkDeclineCode: string | null;
  networkAdviceCode: string | null;
  param?: string;
}

/** A decline in few words: its `decline_code`, with other codes of advice than the usual ones where a test wants them. */
export interface DeclineChoice {
  declineCode: string;
  adviceCode?: string | null;
  networkDeclineCode?: string | null;
  networkAdviceCode?: string | null;
}

// These decline codes are error codes of their own; every other decline has the code card_declined.
const OWN_CODE: ReadonlySet<string> = new Set([
  'authentication_required',
  'expired_card',
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
  'processing_error',
]);

const MESSAGES: Readonly<Record<string, string>> = {
  authentication_required: 'Your card was declined. This transaction requires authentication.',
  card_not_supported: 'Your card does not support this type of purchase.',
  card_velocity_exceeded:
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  currency_not_supported: 'Your card does not support this currency.',
  expired_card: 'Your card has expired.',
  incorrect_cvc: "Your card's security code is incorrect.",
  incorrect_number: 'Your card number is incorrect.',
  incorrect_zip: "Your card's postal code is incorrect.",
  insufficient_funds: 'Your card has insufficient funds.',
  invalid_cvc: "Your card's security code is invalid.",
  invalid_expiry_month: "Your card's expiration month is invalid.",
  invalid_expiry_year: "Your card's expiration year is invalid.",
  invalid_number: 'Your card number is not a valid credit card number.',
  processing_error: 'An error occurred while processing your card. Try again in a little bit.',
};

const PARAMS: Readonly<Record<string, string>> = {
  expired_card: 'exp_month',
  incorrect_cvc: 'cvc',
  incorrect_number: 'number',
  invalid_cvc: 'cvc',
  invalid_expiry_month: 'exp_month',
  invalid_expiry_year: 'exp_year',
  invalid_number: 'number',
};

const NEVER_AGAIN: ReadonlySet<string> = new Set([
  'do_not_try_again',
  'fraudulent',
  'invalid_account',
  'lost_card',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
]);

const CARD_DATA: ReadonlySet<string> = new Set([
  'incorrect_cvc',
  'incorrect_number',
  'incorrect_zip',
  'invalid_cvc',
  'invalid_expiry_month',
  'invalid_expiry_year',
  'invalid_number',
]);

const AGAIN_LATER: ReadonlySet<string> = new Set([
  'card_velocity_exceeded',
  'generic_decline',
  'insufficient_funds',
  'issuer_not_available',
  'processing_error',
  'try_again_later',
]);

// Response codes of ISO 8583 field 39, as the networks use them.
const NETWORK_CODES: Readonly<Record<string, string>> = {
  card_velocity_exceeded: '65',
  do_not_honor: '05',
  expired_card: '54',
  generic_decline: '01',
  incorrect_cvc: 'N7',
  insufficient_funds: '51',
  invalid_account: '14',
  issuer_not_available: '91',
  lost_card: '41',
  pickup_card: '04',
  restricted_card: '62',
  stolen_card: '43',
  transaction_not_allowed: '57',
};

function adviceOf(declineCode: string): string | null {
  if (NEVER_AGAIN.has(declineCode)) return 'do_not_try_again';
  if (CARD_DATA.has(declineCode)) return 'confirm_card_data';
  return AGAIN_LATER.has(declineCode) ? 'try_again_later' : null;
}

/** The whole answer for a decline code. */
export function declineFor(choice: DeclineChoice | string): Decline {
  const chosen = typeof choice === 'string' ? { declineCode: choice } : choice;
  const { declineCode } = chosen;
  const decline: Decline = {
    code: OWN_CODE.has(declineCode) ? declineCode : 'card_declined',
    declineCode,
    message: MESSAGES[declineCode] ?? 'Your card was declined.',
    adviceCode: adviceOf(declineCode),
    networkDeclineCode: NETWORK_CODES[declineCode] ?? null,
    networkAdviceCode: null,
  };
  const param = PARAMS[declineCode];
  if (param !== undefined) decline.param = param;
  if (chosen.adviceCode !== undefined) decline.adviceCode = chosen.adviceCode;
  if (chosen.networkDeclineCode !== undefined) decline.networkDeclineCode = chosen.networkDeclineCode;
  if (chosen.networkAdviceCode !== undefined) decline.networkAdviceCode = chosen.networkAdviceCode;
  return decline;
}
