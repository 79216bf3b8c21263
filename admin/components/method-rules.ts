import type { PaymentMethodView } from '../panel-services.js';
import type { LastMethodPolicy } from '../settings.js';

const SOON_DAYS = 60;
const DAY_MS = 86_400_000;

/** Active and not expired: it can be charged. */
export function isUsable(method: Pick<PaymentMethodView, 'status' | 'expired'>): boolean {
  return method.status === 'active' && !method.expired;
}

/** Its last valid day is within 60 days of today, `YYYY-MM-DD`; also true of an expired one, false of what has no expiry. */
export function expiresSoon(
  { exp_month: month, exp_year: year }: Pick<PaymentMethodView, 'exp_month' | 'exp_year'>,
  today: string,
): boolean {
  if (month === null || year === null) return false;
  const lastDay = Date.UTC(year, month, 0);
  return (lastDay - Date.parse(`${today}T00:00:00Z`)) / DAY_MS <= SOON_DAYS;
}

/** What stands in the way of a removal, as far as the page knows; the server decides again. */
export type Obstacle = 'default' | 'held' | 'last' | 'none';

type Removable = Pick<PaymentMethodView, 'id' | 'status' | 'expired' | 'is_default'>;

/** The default waits for another usable method to take its place; the last usable one needs a confirmation, or is held as the policy says. */
export function obstacleTo(
  method: Removable,
  methods: readonly Removable[],
  { holds, policy }: { readonly holds: readonly unknown[]; readonly policy: LastMethodPolicy },
): Obstacle {
  const others = methods.some((other) => other.id !== method.id && isUsable(other));
  if (others) return method.is_default ? 'default' : 'none';
  if (!isUsable(method)) return 'none';
  const held = policy === 'block' || (policy === 'block_if_required' && holds.length > 0);
  return held ? 'held' : 'last';
}
