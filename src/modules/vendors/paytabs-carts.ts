import { createHash } from 'node:crypto';

/** What a cart id of ours stands for. */
export type CartSubject =
  | { readonly kind: 'setup' | 'checkout'; readonly id: string }
  | { readonly kind: 'charge'; readonly paymentId: string; readonly attemptNo: number }
  | { readonly kind: 'refund' | 'check' };

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const PAGE = new RegExp(`^(setup|checkout)-(${UUID})(?:-[2-9])?$`);
const CHARGE = /^pay-(.+)-(\d+)$/;
const REFUND = /-r\d+$/;
const REFUND_NOTE = /^Refund (\S+)$/;
const CHECK = /^check-[0-9a-f]{40}/;

/** How many pages may be opened for one setup or checkout before the oldest has to end. */
export const MOST_PAGES = 9;

/** The carts of the pages of a setup or checkout, the first one first; a page cannot be asked for its address again. */
export function pageCarts(kind: 'setup' | 'checkout', id: string): string[] {
  const first = `${kind}-${id}`;
  return Array.from({ length: MOST_PAGES }, (_, index) =>
    index === 0 ? first : `${first}-${String(index + 1)}`,
  );
}

/** The cart of one attempt to collect a payment. */
export function chargeCart(paymentId: string, attemptNo: number): string {
  return `pay-${paymentId}-${String(attemptNo)}`;
}

/** The cart of a payment's nth refund, so that whoever knows the payment finds them all. */
export function refundCart(paymentCart: string, n: number): string {
  return `${paymentCart}-r${String(n)}`;
}

/** What a refund is described as; by this it is known again among the others of its payment. */
export function refundNote(refundId: string): string {
  return `Refund ${refundId}`;
}

/** Null for a description of somebody else's making. */
export function refundIdOf(description: string | null): string | null {
  return REFUND_NOTE.exec(description ?? '')?.[1] ?? null;
}

/** The cart of a check whether a token could be charged. */
export function checkCart(idempotencyKey: string): string {
  return `check-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 40)}`;
}

/** The cart in which the nth hold of a check is given free. */
export function freeingCart(hold: string, type: 'void' | 'release', n: number): string {
  return `${hold}-${type}${String(n)}`;
}

/** Null for a cart that somebody else made. */
export function subjectOf(cart: string): CartSubject | null {
  if (REFUND.test(cart)) return { kind: 'refund' };
  const page = PAGE.exec(cart);
  if (page) return { kind: page[1] === 'setup' ? 'setup' : 'checkout', id: page[2] ?? '' };
  const charge = CHARGE.exec(cart);
  if (charge) return { kind: 'charge', paymentId: charge[1] ?? '', attemptNo: Number(charge[2]) };
  return CHECK.test(cart) ? { kind: 'check' } : null;
}
