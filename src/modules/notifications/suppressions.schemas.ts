import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, pageOfSchema, pageQuery } from '../../common/http/http.schemas.js';
import type { Suppression } from './suppression.entity.js';
import type { SuppressionPosition } from './suppressions.service.js';

export const suppressionsQuery = pageQuery;

export const suppressedAddress = z.email().max(320);

const suppressionView = z
  .object({
    email: z.string(),
    reason: z.enum(['hard_bounce', 'complaint', 'unsubscribed', 'staff']),
    created_at: instant,
  })
  .meta({ id: 'Suppression' });

export const suppressionsPage = pageOfSchema(suppressionView);

/** Where the cursor points to. */
export function suppressionPosition(cursor: string | undefined): SuppressionPosition | null {
  const keys = decodeCursor(cursor, z.tuple([instant, z.string().regex(/^[^\0]*$/)]));
  return keys && { instant: keys[0], email: keys[1] };
}

/** The address as the API shows it. */
export function toView({ email, reason, createdAt }: Suppression): z.input<typeof suppressionView> {
  return { email, reason, created_at: createdAt.toISOString() };
}
