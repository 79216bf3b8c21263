import { createHmac } from 'node:crypto';
import { type Letter, type SignedLetter } from '../kit/index.js';

/** A callback with its signature over the raw body; its moment is that of real time, since the receiver looks at its age. */
export function signed({ payload, secret, at }: Letter): SignedLetter {
  const moment = `${at.toISOString().slice(0, 19)}Z`;
  const body = payload.replace(/"transaction_time":"[^"]*"/, `"transaction_time":"${moment}"`);
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { headers: { signature, 'user-agent': 'PayTabs IPN' }, payload: body };
}

/** The fields of a return with their signature, by PHP's rules: empty ones left out, sorted, `*` escaped, a space is a plus. */
export function signedFields(fields: Record<string, string>, serverKey: string): Record<string, string> {
  const form = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''));
  form.sort();
  const text = form.toString().replaceAll('*', '%2A');
  return { ...fields, signature: createHmac('sha256', serverKey).update(text).digest('hex') };
}
