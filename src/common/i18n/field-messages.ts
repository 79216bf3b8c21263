import { z } from 'zod';
import { FIELD_MESSAGES, valueMessageAr } from './field-messages.ar.js';
import { ladderMessageAr } from './ladder-messages.ar.js';

/** What is wrong with one field, as a schema found it or as a service says it. */
interface FieldFault {
  readonly message: string;
  /** zod's own name of the fault; absent where a service or a rule of our own found it. */
  readonly code?: string | undefined;
}

const arabicOfSchema = z.locales.ar().localeError;

/** The fault in Arabic, or null where only English words are known. */
export function fieldMessageAr(fault: FieldFault): string | null {
  const own =
    FIELD_MESSAGES[fault.message] ?? valueMessageAr(fault.message) ?? ladderMessageAr(fault.message);
  if (own !== null) return own;
  if (fault.code === undefined || fault.code === 'custom') return null;
  const told = arabicOfSchema(fault as Parameters<typeof arabicOfSchema>[0]);
  return (typeof told === 'string' ? told : told?.message) ?? null;
}
