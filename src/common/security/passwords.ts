import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const BLOCK = 8;
const PARALLEL = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;

interface Work {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** A password as scrypt hash with its own salt, safe to store; `cost` is the binary logarithm of scrypt's N, 17 for 128 MB. */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const work = workOf(cost);
  const salt = randomBytes(SALT_BYTES);
  return stored(work, salt, await derive(password, salt, work));
}

/** A hash that no password makes, as costly to check as a real one of that cost: for an account that does not exist. */
export function hashWithoutPassword(cost: number): string {
  return stored(workOf(cost), Buffer.alloc(SALT_BYTES), Buffer.alloc(KEY_BYTES));
}

/** Whether the password made this hash, of whatever cost; takes as long either way. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [scheme, n, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return false;
  const expected = Buffer.from(key, 'base64');
  const work = { N: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, 'base64'), work);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function workOf(cost: number): Work {
  return { N: 2 ** cost, r: BLOCK, p: PARALLEL };
}

function stored({ N, r, p }: Work, salt: Buffer, key: Buffer): string {
  return `scrypt$${String(N)}$${String(r)}$${String(p)}$${salt.toString('base64')}$${key.toString('base64')}`;
}

function derive(password: string, salt: Buffer, work: Work): Promise<Buffer> {
  // Twice what it takes: Node refuses work that comes near its limit.
  const options = { ...work, maxmem: 256 * work.N * work.r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
