import type { Overview } from './care-types.js';

/** Something that became better, worth saying aloud. */
export type News = 'restored' | 'activated' | 'paid';

const inState = (overview: Overview, state: string): readonly string[] =>
  overview.subscriptions.filter((one) => one.state === state).map(({ id }) => id);

/** What is better in the newer overview; the greatest of it. */
export function newsBetween(before: Overview | null, now: Overview): News | null {
  if (!before) return null;
  const active = new Set(inState(now, 'active'));
  if (inState(before, 'suspended').some((id) => active.has(id))) return 'restored';
  if (inState(before, 'pending_payment_method').some((id) => active.has(id))) return 'activated';
  return before.due && (!now.due || now.due.money.amount < before.due.money.amount) ? 'paid' : null;
}
