import type { Money } from '../../common/money.js';
import type { ListedMethodRow } from '../payment-methods/index.js';
import { toNamedMethodView, type CareSubscriptionView, type NamedMethodView } from './care-views.js';
import type { OwedRow, WaitingRow } from './overview-queries.js';

/** Days before its expiry from which a default is worth replacing. */
export const SOON_DAYS = 60;

/** What the customer is told at the top of the page, and the facts of it. */
export interface CareBanner {
  readonly kind:
    | 'suspended'
    | 'payment_action'
    | 'payment_due'
    | 'pending_subscription'
    | 'no_method'
    | 'expired_default'
    | 'expiring_default';
  readonly money?: Money;
  readonly invoice_id?: string;
  readonly payment_id?: string;
  readonly due_on?: string;
  /** The day on which it was due is over. */
  readonly is_overdue?: boolean;
  readonly days_left?: number | null;
  readonly method?: NamedMethodView;
  readonly subscription_id?: string;
  readonly subscription_name?: string;
  readonly suspended_for?: readonly string[];
  readonly next_attempt_at?: string;
  /** The refusal that the last charge met. */
  readonly decline?: { readonly bucket: string };
}

/** What decides about the banners. */
export interface BannerFacts {
  /** The customer's own calendar day. */
  readonly today: string;
  readonly subscriptions: readonly CareSubscriptionView[];
  readonly owed: readonly OwedRow[];
  readonly waiting: readonly WaitingRow[];
  readonly methods: readonly ListedMethodRow[];
  readonly nextAttemptAt: Date | null;
}

/** What the customer has to know, the most urgent first: what does not work, what is owed, what will not work. */
export function bannersOf(facts: BannerFacts): CareBanner[] {
  return [...suspended(facts), ...actions(facts), ...due(facts), ...pending(facts), ...ofMethods(facts)];
}

function suspended({ subscriptions, owed, nextAttemptAt }: BannerFacts): CareBanner[] {
  return subscriptions
    .filter(({ state }) => state === 'suspended')
    .map(({ id, name, suspended_for }) => ({
      kind: 'suspended',
      subscription_id: id,
      subscription_name: name,
      suspended_for,
      ...owedFacts(
        owed.filter((invoice) => invoice.subscription_id === id),
        nextAttemptAt,
      ),
    }));
}

function actions({ waiting }: BannerFacts): CareBanner[] {
  return waiting.map(({ id, invoice_id, subscription_id, amount, currency }) => ({
    kind: 'payment_action',
    payment_id: id,
    money: { amount, currency },
    ...(invoice_id === null ? {} : { invoice_id }),
    ...(subscription_id === null ? {} : { subscription_id }),
  }));
}

/** What is owed of services that still run; a charge that is on its way, or about to be made today, is nobody's worry. */
function due({ today, subscriptions, owed, nextAttemptAt }: BannerFacts): CareBanner[] {
  const stopped = subscriptions.filter(({ state }) => state === 'suspended').map(({ id }) => id);
  const late = owed.filter(
    (invoice) =>
      (invoice.subscription_id === null || !stopped.includes(invoice.subscription_id)) &&
      !invoice.is_being_paid &&
      (invoice.is_collected ? invoice.due_on < today : invoice.due_on <= today),
  );
  const [first] = late;
  if (!first) return [];
  return [{ kind: 'payment_due', is_overdue: first.due_on < today, ...owedFacts(late, nextAttemptAt) }];
}

function pending({ subscriptions }: BannerFacts): CareBanner[] {
  return subscriptions
    .filter(({ state }) => state === 'pending_payment_method')
    .map(({ id, name, price }) => ({
      kind: 'pending_subscription',
      subscription_id: id,
      subscription_name: name,
      money: price,
    }));
}

function ofMethods({ methods, subscriptions }: BannerFacts): CareBanner[] {
  const current = methods.find((method) => method.isDefault);
  if (current?.expired) return [{ kind: 'expired_default', ...ageOf(current) }];
  const isUsable = methods.some(({ status, expired }) => status === 'active' && !expired);
  const isAsked = subscriptions.some(({ state }) => state === 'pending_payment_method');
  if (!isUsable) return isAsked ? [] : [{ kind: 'no_method' }];
  if (current?.daysLeft != null && current.daysLeft <= SOON_DAYS)
    return [{ kind: 'expiring_default', ...ageOf(current) }];
  return [];
}

function ageOf(method: ListedMethodRow): Pick<CareBanner, 'method' | 'days_left'> {
  return { method: toNamedMethodView(method), days_left: method.daysLeft };
}

function owedFacts(owed: readonly OwedRow[], nextAttemptAt: Date | null): Partial<CareBanner> {
  const [first] = owed;
  if (!first) return {};
  const amount = owed.reduce((sum, invoice) => sum + invoice.amount, 0);
  return {
    money: { amount, currency: first.currency },
    invoice_id: first.id,
    due_on: first.due_on,
    ...(first.declined === null ? {} : { decline: { bucket: first.declined } }),
    ...(nextAttemptAt === null ? {} : { next_attempt_at: nextAttemptAt.toISOString() }),
  };
}
