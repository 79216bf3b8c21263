const KEPT = 'omnicrm.asked';
// As long as the code of the mail works.
const KEPT_MS = 15 * 60_000;

/** Whom a code was mailed to, and what it answers. */
export interface AskedCode {
  readonly email: string;
  readonly challenge: string;
}

/** The code that was asked for in this tab and may still be on its way; phones load a page again when its customer comes back from the mail. */
export function keptCode(now = wallClock()): AskedCode | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    return isKept(kept) && kept.at <= now && now - kept.at < KEPT_MS
      ? { email: kept.email, challenge: kept.challenge }
      : null;
  } catch {
    return null;
  }
}

/** Keeps it in this tab, or forgets it. */
export function keepCode(asked: AskedCode | null, now = wallClock()): void {
  try {
    if (asked) sessionStorage.setItem(KEPT, JSON.stringify({ ...asked, at: now }));
    else sessionStorage.removeItem(KEPT);
  } catch {
    // Storage is off: the code is asked for again after a reload.
  }
}

// In milliseconds; it goes on while the page is loaded again.
function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

function isKept(kept: unknown): kept is AskedCode & { readonly at: number } {
  if (typeof kept !== 'object' || kept === null) return false;
  const { email, challenge, at } = kept as Readonly<Record<string, unknown>>;
  return typeof email === 'string' && typeof challenge === 'string' && typeof at === 'number';
}
