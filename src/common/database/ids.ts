import { createHash } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id: UUID version 7, so that ids sort by the time they were made. */
export function uuidv7(): string {
  return v7();
}

/** The one id of a thing made elsewhere at that time: the same name gives the same id, so that making it twice is seen. */
export function uuidv7Of(name: string, madeAt: Date): string {
  const random = createHash('sha256').update(name).digest().subarray(0, 16);
  return v7({ msecs: madeAt.getTime(), random });
}

/** Lower than every id that was made at this time or later, and higher than those made before. */
export function firstIdAt(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
