import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecurityKeys } from './sandbox-secrets.js';

describe('keptSecurityKeys', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'secrets-')), '.data');
  });

  afterEach(() => {
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  it('makes a key once, for its owner only, and gives the same ever after', () => {
    const first = keptSecurityKeys(folder);
    expect(first).toHaveLength(1);
    expect(first[0]?.secret.length).toBeGreaterThanOrEqual(43);
    expect(keptSecurityKeys(folder)).toEqual(first);
    expect(readdirSync(folder)).toEqual(['secrets.json']);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('makes another for another folder', () => {
    expect(keptSecurityKeys(folder)).not.toEqual(keptSecurityKeys(join(folder, 'other')));
  });

  it('refuses a file that it cannot read and leaves it as it is', () => {
    keptSecurityKeys(folder);
    writeFileSync(join(folder, 'secrets.json'), '{');
    expect(() => keptSecurityKeys(folder)).toThrow(/secrets\.json cannot be used; set security\.keys/);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).toBe('{');
  });
});
