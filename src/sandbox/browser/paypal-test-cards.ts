/** A number that PayPal's stand-in knows, and what becomes of it. */
export interface PayPalTestCard {
  readonly number: string;
  readonly does: { readonly en: string; readonly ar: string };
}

// A copy of what the stand-in's server knows: its own list brings the whole server into a browser's types.
/** Numbers of no real card, those first that are saved or refused at once. */
export const PAYPAL_TEST_CARDS: readonly PayPalTestCard[] = [
  { number: '4111111111111111', does: { en: 'pays', ar: 'تُقبل' } },
  { number: '5555555555554444', does: { en: 'pays', ar: 'تُقبل' } },
  { number: '378282246310005', does: { en: 'pays', ar: 'تُقبل' } },
  { number: '4000056655665556', does: { en: 'pays, debit', ar: 'تُقبل، خصم' } },
  { number: '4000000000000002', does: { en: 'is refused', ar: 'تُرفض' } },
  { number: '4000000000000069', does: { en: 'is expired', ar: 'منتهية' } },
  { number: '4000000000000127', does: { en: 'has a wrong code', ar: 'رمزها خاطئ' } },
  { number: '4000000000009995', does: { en: 'has no funds', ar: 'لا رصيد فيها' } },
];
