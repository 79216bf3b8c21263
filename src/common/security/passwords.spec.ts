import { describe, expect, it } from '@jest/globals';
import { hashPassword, hashWithoutPassword, verifyPassword } from './passwords.js';

const COST = 14;

describe('passwords', () => {
  it('knows the password that made a hash, and no other', async () => {
    const hash = await hashPassword('correct horse', COST);
    expect(hash).not.toContain('correct');
    expect(await verifyPassword('correct horse', hash)).toBe(true);
    expect(await verifyPassword('correct horse ', hash)).toBe(false);
    expect(await verifyPassword('correct horse', 'nonsense')).toBe(false);
  });

  it('salts each hash', async () => {
    expect(await hashPassword('same', COST)).not.toBe(await hashPassword('same', COST));
  });

  it('checks a hash at the cost that it was made with', async () => {
    const hash = await hashPassword('correct horse', COST + 1);
    expect(hash).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await verifyPassword('correct horse', hash)).toBe(true);
  });

  it('has a hash for nobody, of the same cost and with no password', async () => {
    expect(hashWithoutPassword(COST)).toMatch(/^scrypt\$16384\$8\$1\$/);
    expect(await verifyPassword('', hashWithoutPassword(COST))).toBe(false);
  });
});
