import { z } from 'zod';
import { FIELD_MESSAGES, FIELD_PATTERNS } from './field-messages.ar.js';
import { LADDER_MESSAGES } from './ladder-messages.ar.js';

/** What is wrong with one field, as a schema found it or as a service says it. */
interface FieldFault {
  readonly message: string;
  /** zod's own name of the fault; absent where a service or a rule of our own found it. */
  readonly code?: string | undefined;
}

const PATTERNS = [...FIELD_PATTERNS, ...LADDER_MESSAGES];
const arabicOfSchema = z.locales.ar().localeError;

/** The fault in Arabic, or null where only English words are known. */
export function fieldMessageAr(fault: FieldFault): string | null {
  const own = FIELD_MESSAGES[fault.message] ?? patternAr(fault.message);
  if (own !== null) return own;
  if (fault.code === undefined || fault.code === 'custom') return null;
  const told = arabicOfSchema(fault as Parameters<typeof arabicOfSchema>[0]);
  return (typeof told === 'string' ? told : told?.message) ?? null;
}

function patternAr(message: string): string | null {
  for (const [pattern, told] of PATTERNS) {
    const found = pattern.exec(message);
    if (found) return told(...found.slice(1));
  }
  return null;
}
