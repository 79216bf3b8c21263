import { z } from 'zod';
import { isReckonable } from '../calendar.js';

const REACH = 'Only the years 1900 to 2199.';
const FINER_THAN_MICROSECONDS = /\.\d{7}/;

/** Text that a person typed: trimmed, no control characters, at most `max` characters. */
export const text = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'No control characters.');

export const uuid = z.uuid().meta({ description: 'UUID version 7' });

/** An instant in UTC, RFC 3339, as fine as the database keeps it. */
export const instant = z.iso
  .datetime()
  .refine(isReckonable, REACH)
  .refine((text) => !FINER_THAN_MICROSECONDS.test(text), 'At most six digits after the second.')
  .meta({ description: 'UTC instant, RFC 3339' });

/** A calendar day. */
export const day = z.iso.date().refine(isReckonable, REACH).meta({ description: 'Calendar day' });

/** `?limit=&cursor=` of every list. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1_000).optional(),
});

/** A query-string flag: `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** The answer of a list of these. */
export function pageOfSchema<T extends z.ZodType>(
  item: T,
): z.ZodObject<{ data: z.ZodArray<T>; next_cursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ data: z.array(item), next_cursor: z.string().nullable() });
}

/** Money as integer minor units of its currency. */
export const moneySchema = z.strictObject({
  amount: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** Each error's document, RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    hint: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    request_id: z.string(),
  })
  .meta({ id: 'Problem' });
