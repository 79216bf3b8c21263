/** Where the stand-in lives, whose account is used and in which language. */
export interface PayPalContext {
  readonly origin: string;
  readonly clientId: string;
  /** As PayPal writes it: `ar_EG`, `en_US`. */
  readonly locale: string;
}
