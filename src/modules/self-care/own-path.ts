const MOST = 200;
// Names alone, so that nothing is left to decode, to climb or to point at another host; a page says what it shows with one question at most.
const PAGE = /^\/care(?:\/[\w-]+){0,4}(?:\?[\w-]+)?$/;
// The ways in themselves, and what is no page.
const ELSEWHERE = /^\/care\/(?:api|l|s|h|sign-in|unsubscribe)(?:[/?]|$)/;

/** A page of the portal to lead somebody to who has signed in; null for whatever else is given as one. */
export function ownPath(given: string | undefined): string | null {
  if (given === undefined || given.length > MOST) return null;
  return PAGE.test(given) && !ELSEWHERE.test(given) ? given : null;
}
