/** Test cards of PayPal's stand-in and what becomes of them when they are saved. */
export const PAYPAL_TEST_CARDS = [
  { number: '4111111111111111', outcome: 'success' },
  { number: '5555555555554444', outcome: 'success' },
  { number: '378282246310005', outcome: 'success' },
] as const satisfies readonly { number: string; outcome: PayPalOutcome }[];

/** What becomes of a test card. */
export type PayPalOutcome = 'success' | 'declined' | 'expired' | 'wrong_code';
