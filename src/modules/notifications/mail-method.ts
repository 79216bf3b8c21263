import type { MailMethod } from './mail-parts.schemas.js';

/** A stored method, as its row knows it. */
export interface StoredMethod {
  readonly paymentType: MailMethod['payment_type'];
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expMonth: number | null;
  readonly expYear: number | null;
  readonly accountEmailMasked: string | null;
}

/** What a mail may say of a stored method. */
export function mailMethodOf(method: StoredMethod): MailMethod {
  return {
    payment_type: method.paymentType,
    brand: method.brand,
    last4: method.last4,
    exp_month: method.expMonth,
    exp_year: method.expYear,
    account_email_masked: method.accountEmailMasked,
  };
}
