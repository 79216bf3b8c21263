import { timingSafeEqual } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { ApiError } from './api-error.js';
import { type Params } from './params.js';

/** The account's two keys; any other is refused. */
export interface AccountKeys {
  secretKey: string;
  publishableKey: string;
}

/** Who calls: the merchant's server, or a browser. */
export type Caller = 'server' | 'client';

/** Tells who calls, by the key in the header or, as Stripe.js sends it, in the parameters. */
export function callerOf(request: IncomingMessage, params: Params, keys: AccountKeys): Caller {
  const key = headerKey(request.headers.authorization) ?? params.text('key');
  if (key === undefined || key === '') {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (same(key, keys.secretKey)) return 'server';
  if (same(key, keys.publishableKey)) return 'client';
  throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
}

/** Refuses an endpoint to the publishable key. */
export function secretKeyRequired(): ApiError {
  return new ApiError(
    403,
    'This API call cannot be made with a publishable API key. Please use a secret API key.',
    { code: 'secret_key_required' },
    { kept: false },
  );
}

function headerKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const space = header.indexOf(' ');
  const value = header.slice(space + 1);
  if (header.slice(0, space).toLowerCase() === 'bearer') return value;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0];
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

function masked(key: string): string {
  return key.length <= 12
    ? '*'.repeat(key.length)
    : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, message, {}, { kept: false });
}
