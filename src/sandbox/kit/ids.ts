import { randomFillSync } from 'node:crypto';

const ALPHABET = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 'latin1');

const pool = Buffer.alloc(8_192);
let used = pool.length;

function refill(): void {
  randomFillSync(pool);
  for (let i = 0; i < pool.length; i++) pool[i] = ALPHABET[(pool[i] ?? 0) % ALPHABET.length] ?? 0;
  used = 0;
}

/** A new identifier: the prefix and random letters and digits. */
export function newId(prefix: string, length = 24): string {
  if (used + length > pool.length) refill();
  const id = prefix + pool.toString('latin1', used, used + length);
  used += length;
  return id;
}
