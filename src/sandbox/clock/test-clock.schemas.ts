import { Duration } from 'luxon';
import { z } from 'zod';
import { instant } from '../../common/http/http.schemas.js';

const MAX_DAYS = 3_660;

const span = z
  .string()
  .max(40)
  .refine(
    (text) => isForward(text),
    'An ISO 8601 duration such as P3D or PT12H, forward and at most ten years.',
  )
  .meta({ description: 'ISO 8601 duration' });

function isForward(text: string): boolean {
  const duration = Duration.fromISO(text);
  return duration.isValid && duration.toMillis() > 0 && duration.as('days') <= MAX_DAYS;
}

export const moveClock = z.union([z.strictObject({ advance: span }), z.strictObject({ to: instant })]);

export const clockView = z.object({
  now: instant,
  ready: z.boolean(),
  target: instant.meta({ description: 'Where it is going; only while it is not ready' }).optional(),
});
