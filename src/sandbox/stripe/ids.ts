import { randomFillSync } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const pool = Buffer.alloc(8_192);
let used = pool.length;

/** A new identifier in Stripe's look: the prefix and random letters and digits. */
export function newId(prefix: string, length = 24): string {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  let id = prefix;
  for (const end = used + length; used < end; used++) id += ALPHABET.charAt((pool[used] ?? 0) % 62);
  return id;
}
