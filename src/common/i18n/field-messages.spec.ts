import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldMessageAr } from './field-messages.js';

const arabic = (schema: z.ZodType, value: unknown): (string | null)[] =>
  (schema.safeParse(value).error?.issues ?? []).map(fieldMessageAr);

const sources = resolve(import.meta.dirname, '../..');

/** What services say of a field, as it stands in the sources; a value in it is a word. */
function saidByServices(): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'),
  );
  return files.flatMap((file) =>
    [
      ...readFileSync(join(sources, file), 'utf8').matchAll(
        /new Invalid\(\s*[^,]+,\s*(['"`])(.+?)\1,?\s*\)/g,
      ),
    ].map(([, , words = '']) => words.replaceAll(/\$\{[^}]*\}/g, 'value')),
  );
}

describe('messages of single fields in Arabic', () => {
  it('say whatever services say', () => {
    const said = saidByServices();
    expect(said.length).toBeGreaterThan(20);
    expect(said.filter((message) => fieldMessageAr({ message }) === null)).toEqual([]);
  });

  it('say what a schema found', () => {
    const schema = z.strictObject({
      name: z.string().max(3),
      limit: z.int().min(1),
      kind: z.enum(['a', 'b']),
    });
    const told = arabic(schema, { name: 'long name', limit: 0, kind: 'c' });
    expect(told).toHaveLength(3);
    for (const message of told) expect(message).toMatch(/[\u0600-\u06ff]/);
  });

  it('say what our own rules found, and nothing where only English is known', () => {
    expect(fieldMessageAr({ message: 'Unknown field.' })).toBe('حقل غير معروف.');
    expect(fieldMessageAr({ message: 'Something new.' })).toBeNull();
    expect(
      arabic(
        z.string().refine(() => false, 'Something new.'),
        'x',
      ),
    ).toEqual([null]);
  });
});
