import type { PageTimes } from '../../common/page-looks.js';

export { lateLook, nextLook, type PageTimes as SetupTimes } from '../../common/page-looks.js';

/** How long a setup may be finished with us; what the vendor gives for it may end before. */
const OPEN_MS = 24 * 3_600_000;

/** The end of a setup's time with us. */
export function lastInstant({ createdAt }: Pick<PageTimes, 'createdAt'>): Date {
  return new Date(createdAt.getTime() + OPEN_MS);
}
