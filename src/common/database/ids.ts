import { createHash, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';
import { Clock } from '../clock/clock.js';

const RANDOM_BYTES = 16;
const SEQUENCES = 2 ** 32;

// Random bytes come dear one id at a time.
const pool = Buffer.alloc(256 * RANDOM_BYTES);
let used = pool.length;

const clock = new Clock();
let msecs = 0;
let sequence = 0;

/** A new id: UUID version 7, so that ids sort by the time they were made, those of one process strictly. */
export function uuidv7(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  const now = clock.real().getTime();
  if (now > msecs) {
    msecs = now;
    // The upper half stays free to count in.
    sequence = random.readUInt32BE(6) >>> 1;
  } else {
    sequence = (sequence + 1) % SEQUENCES;
    if (sequence === 0) msecs += 1;
  }
  return v7({ msecs, seq: sequence, random });
}

/** The one id of a thing made elsewhere at that time: the same name gives the same id, so that making it twice is seen. */
export function uuidv7Of(name: string, madeAt: Date): string {
  const random = createHash('sha256').update(name).digest().subarray(0, 16);
  return v7({ msecs: madeAt.getTime(), random });
}

/** Lower than every id that was made at this time or later, and higher than those made before. */
export function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}
