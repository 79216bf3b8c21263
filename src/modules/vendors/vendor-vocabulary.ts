/** Every vendor the product speaks to, configured or not. */
export const VENDORS = ['stripe', 'paypal', 'paytabs'] as const;
/** One of {@link VENDORS}. */
export type Vendor = (typeof VENDORS)[number];

/** What a stored method is, whichever vendor keeps it. */
export const PAYMENT_TYPES = ['card', 'paypal'] as const;
/** One of {@link PAYMENT_TYPES}. */
export type PaymentType = (typeof PAYMENT_TYPES)[number];

/** Why a payment was refused, in the nine words that retries, mails and reports are decided by. */
export const DECLINE_BUCKETS = [
  'funds',
  'issuer',
  'technical',
  'card_data',
  'authentication',
  'fraud',
  'revoked',
  'duplicate',
  'canceled',
] as const;
/** One of {@link DECLINE_BUCKETS}. */
export type DeclineBucket = (typeof DECLINE_BUCKETS)[number];

/** Keys of the texts a customer may read after a decline; none of them tells a suspicion. */
export type DeclineHint =
  | 'use_other_method'
  | 'check_funds'
  | 'contact_bank'
  | 'update_card'
  | 'confirm_with_bank'
  | 'try_again_later'
  | 'being_checked'
  | 'canceled_by_you';
