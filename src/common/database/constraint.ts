import { DomainError } from '../errors/domain-error.js';

/** The constraint or unique index that made PostgreSQL refuse a statement; null when the error is of another kind. */
export function violatedConstraint(error: unknown): string | null {
  const { driverError } = error as { driverError?: { code?: unknown; constraint?: unknown } };
  if (typeof driverError?.code !== 'string' || !driverError.code.startsWith('23')) return null;
  return typeof driverError.constraint === 'string' ? driverError.constraint : null;
}

/** Whether the data of a row made the work fail, so that without it the rest goes on: no database that is away, no conflict of locks. */
export function isOfRow(error: unknown): boolean {
  if (error instanceof RangeError || error instanceof DomainError) return true;
  const { driverError } = error as { driverError?: { code?: unknown } };
  return typeof driverError?.code === 'string' && /^2[23]/.test(driverError.code);
}
