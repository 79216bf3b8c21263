import { ROOT } from '../settings.js';

// Longer than the longest password, whose signs may take two units each: what is cut off would be another one.
const FIELD_LENGTH = 1_000;
const ADDRESS_LENGTH = 2_000;

/** A text field of a plain form or of an address, empty where it is missing. */
export function field(values: unknown, name: string): string {
  const value = (values as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value.slice(0, name === 'to' ? ADDRESS_LENGTH : FIELD_LENGTH) : '';
}

/** A page of the panel itself, so that nobody is sent elsewhere after signing in. */
export function destination(to: string): string {
  const inside = to === ROOT || to.startsWith(`${ROOT}/`) || to.startsWith(`${ROOT}?`);
  return inside && /^[\x21-\x7e]*$/.test(to) && !to.includes('\\') ? to : ROOT;
}
