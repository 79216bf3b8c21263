import type { SignedTokens } from '../../common/security/signed-tokens.js';

/** An access link of a customer, as its row knows it. */
export interface CareLink {
  readonly id: string;
  readonly expiresAt: Date;
}

/** The address that signs a customer in, once: `…/care/s/{token}`. */
export function signInUrl(tokens: SignedTokens, baseUrl: string, link: CareLink): string {
  return `${baseUrl}/s/${tokens.sign('sign_in', { id: link.id }, link.expiresAt)}`;
}

/** The address that a customer opens: `…/care/l/{token}`. The same link always gives the same address. */
export function careLinkUrl(tokens: SignedTokens, baseUrl: string, link: CareLink): string {
  return `${baseUrl}/l/${tokens.sign('care_link', { id: link.id }, link.expiresAt)}`;
}
