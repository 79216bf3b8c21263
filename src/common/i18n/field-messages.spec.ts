import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { fieldMessageAr } from './field-messages.js';

const arabic = (schema: z.ZodType, value: unknown): (string | null)[] =>
  (schema.safeParse(value).error?.issues ?? []).map(fieldMessageAr);

describe('messages of single fields in Arabic', () => {
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
