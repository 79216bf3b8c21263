import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ReturnProof } from './vendor-gateway.js';

/** The signature of a callback: HMAC-SHA256 in hex over the raw body. */
export function bodySignature(rawBody: Buffer, serverKey: string): string {
  return createHmac('sha256', serverKey).update(rawBody).digest('hex');
}

/** The signature of a return: the fields that say something, sorted by name and written as a form of RFC 1738. */
export function returnSignature(fields: Readonly<Record<string, string>>, serverKey: string): string {
  const form = Object.entries(fields)
    .filter(([name, value]) => name !== 'signature' && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${formEncoded(name)}=${formEncoded(value)}`)
    .join('&');
  return createHmac('sha256', serverKey).update(form).digest('hex');
}

/** Whether the fields that a browser brought back were signed with our key. */
export function proofOf(fields: Readonly<Record<string, string>>, serverKey: string): ReturnProof {
  const signature = Object.hasOwn(fields, 'signature') ? fields['signature'] : undefined;
  if (signature === undefined || signature === '') return 'unsigned';
  // Half a character cannot be encoded, so nobody can have signed it.
  if (
    Object.entries(fields)
      .flat()
      .some((text) => /\p{Surrogate}/u.test(text))
  )
    return 'forged';
  return sameText(signature, returnSignature(fields, serverKey)) ? 'signed' : 'forged';
}

/** Compares without telling by its time where the texts differ. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// As PHP's http_build_query: beyond encodeURIComponent it escapes these, and a space becomes a plus.
function formEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
