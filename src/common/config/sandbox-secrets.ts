import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SecurityKey } from './complete-settings.js';

const kept = z.strictObject({
  securityKeys: z.array(z.strictObject({ id: z.string(), secret: z.string().min(32) })).min(1),
});

/**
 * Security keys of an installation that names none, made once and kept in `secrets.json` of its state folder, readable by
 * its owner only. Two processes that start at the same time end with the same keys.
 */
export function keptSecurityKeys(stateDir: string): readonly SecurityKey[] {
  const file = join(stateDir, 'secrets.json');
  return readKept(file) ?? makeKept(stateDir, file);
}

function readKept(file: string): readonly SecurityKey[] | null {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8'))).securityKeys;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new Error(`${file} cannot be used; set security.keys, or remove the file to sign everyone out`, {
      cause: error,
    });
  }
}

function makeKept(stateDir: string, file: string): readonly SecurityKey[] {
  mkdirSync(stateDir, { recursive: true });
  const keys = [{ id: 'k1', secret: randomBytes(32).toString('base64url') }];
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify({ securityKeys: keys })}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // A link fails where a rename would overwrite: whoever is first wins, and nobody reads half a file.
    linkSync(draft, file);
    return keys;
  } catch (error) {
    const winner = hasCode(error, 'EEXIST') ? readKept(file) : null;
    if (winner) return winner;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
