import type { SignedTokens } from '../../common/security/signed-tokens.js';

/** What a link stands for, by its id. */
export interface CareLink {
  readonly id: string;
  readonly expiresAt: Date;
}

/** The address that signs a customer in, once, and leads to the page `to`: `…/care/s/{token}`. */
export function signInUrl(
  tokens: SignedTokens,
  baseUrl: string,
  { id, to, expiresAt }: CareLink & { readonly to?: string | undefined },
): string {
  return `${baseUrl}/s/${tokens.sign('sign_in', { id, ...(to === undefined ? {} : { to }) }, expiresAt)}`;
}

/** The address that leads to the bank where a payment is confirmed: `…/confirm/{token}`. */
export function confirmationUrl(tokens: SignedTokens, publicUrl: string, payment: CareLink): string {
  return `${publicUrl}/confirm/${tokens.sign('confirm_payment', { payment: payment.id }, payment.expiresAt)}`;
}

/** The address that a customer opens: `…/care/l/{token}`. The same link always gives the same address. */
export function careLinkUrl(tokens: SignedTokens, baseUrl: string, link: CareLink): string {
  return `${baseUrl}/l/${tokens.sign('care_link', { id: link.id }, link.expiresAt)}`;
}
