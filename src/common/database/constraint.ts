/** The constraint or unique index that made PostgreSQL refuse a statement; null when the error is of another kind. */
export function violatedConstraint(error: unknown): string | null {
  const { driverError } = error as { driverError?: { code?: unknown; constraint?: unknown } };
  if (typeof driverError?.code !== 'string' || !driverError.code.startsWith('23')) return null;
  return typeof driverError.constraint === 'string' ? driverError.constraint : null;
}
