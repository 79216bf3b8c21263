import { DomainError } from '../../common/errors/domain-error.js';
import type { Vendor } from './vendor-vocabulary.js';

const NAMES = { stripe: 'Stripe', paypal: 'PayPal', paytabs: 'PayTabs' } as const satisfies Record<
  Vendor,
  string
>;

/** The vendor cannot be reached or does not answer as it should; nothing was saved or charged. */
export class VendorUnavailable extends DomainError {
  constructor(
    readonly vendor: Vendor,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number | undefined } = {},
  ) {
    super({
      kind: 'unavailable',
      code: 'vendor_unavailable',
      detail: `${NAMES[vendor]} cannot be reached at the moment.`,
      retryAfterSeconds: options.retryAfterSeconds ?? 30,
      cause: options.cause,
    });
  }
}

/** No keys of this vendor are configured. */
export class VendorNotConfigured extends DomainError {
  constructor(
    readonly vendor: Vendor,
    missing?: string,
  ) {
    super({
      kind: 'unavailable',
      code: 'vendor_not_configured',
      detail: `${NAMES[vendor]} is not configured.`,
      hint: `Set ${missing ?? `the keys under vendors.${vendor}`} in the configuration.`,
    });
  }
}

/** Keys are there and the vendor, or their mode, refuses them; an admin has to mend it. */
export class VendorMisconfigured extends DomainError {
  constructor(
    readonly vendor: Vendor,
    hint: string,
    cause?: unknown,
  ) {
    super({
      kind: 'unavailable',
      code: 'vendor_unavailable',
      detail: `${NAMES[vendor]} refuses our credentials.`,
      hint,
      retryAfterSeconds: 300,
      cause,
    });
  }
}

/** The named vendor is not one of ours. */
export class UnknownVendor extends DomainError {
  constructor(vendor: string) {
    const message = `Unknown vendor; one of ${Object.keys(NAMES).join(', ')}.`;
    super({
      kind: 'invalid',
      code: 'unknown_vendor',
      detail: message,
      errors: [{ path: 'vendor', message }],
      extra: { vendor: vendor.slice(0, 40) },
    });
  }
}

/** A payment type the vendor does not have. */
export class PaymentTypeNotSupported extends DomainError {
  constructor(vendor: Vendor, paymentType: string) {
    const message = `${NAMES[vendor]} does not offer ${paymentType}.`;
    super({
      kind: 'invalid',
      code: 'payment_type_not_supported',
      detail: message,
      errors: [{ path: 'payment_type', message }],
    });
  }
}

const TOKEN_TEXTS = {
  unknown: 'The vendor does not know this payment method.',
  foreign: 'This payment method belongs to another customer.',
  used: 'This payment method was used up or removed at the vendor and cannot be taken again.',
} as const;

/** A payment method's token was given that cannot become this customer's: unknown, another's, or used up. */
export class VendorTokenRefused extends DomainError {
  constructor(
    readonly reason: keyof typeof TOKEN_TEXTS,
    cause?: unknown,
  ) {
    super({
      kind: 'invalid',
      code: `vendor_token_${reason}`,
      detail: TOKEN_TEXTS[reason],
      errors: [{ path: 'vendor_payment_method_id', message: TOKEN_TEXTS[reason] }],
      cause,
    });
  }
}

/** What of ours may be gone at a vendor. */
export type VendorObject = 'customer' | 'setup' | 'method' | 'charge';

/** Something of ours no longer exists at the vendor; a customer is made anew by `ensureCustomer`. */
export class VendorObjectGone extends DomainError {
  constructor(
    readonly vendor: Vendor,
    readonly what: VendorObject,
    cause?: unknown,
  ) {
    super({
      kind: 'conflict',
      code: `vendor_${what}_gone`,
      detail: `The ${what} no longer exists at ${NAMES[vendor]}.`,
      cause,
    });
  }
}

/** The vendor understood the request and will never accept it (amount too small, unsupported currency); nothing was done. */
export class VendorRequestRefused extends DomainError {
  constructor(
    readonly vendor: Vendor,
    readonly vendorCode: string,
    cause?: unknown,
  ) {
    super({
      kind: 'invalid',
      code: 'vendor_refused',
      detail: `${NAMES[vendor]} refuses this request (${vendorCode}).`,
      extra: { vendor_code: vendorCode },
      cause,
    });
  }
}

/** A webhook whose signature does not hold: forged, altered, too old, or made with another secret. */
export class WebhookSignatureInvalid extends DomainError {
  constructor(
    readonly vendor: Vendor,
    cause?: unknown,
  ) {
    super({
      kind: 'bad_request',
      code: 'webhook_signature_invalid',
      detail: `The signature of this ${NAMES[vendor]} event does not hold.`,
      cause,
    });
  }
}

/** A webhook that is signed and yet no event of the kind we take. */
export class WebhookUnreadable extends DomainError {
  constructor(
    readonly vendor: Vendor,
    cause?: unknown,
  ) {
    super({
      kind: 'bad_request',
      code: 'webhook_unreadable',
      detail: `This ${NAMES[vendor]} event cannot be read.`,
      cause,
    });
  }
}
