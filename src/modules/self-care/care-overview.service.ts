import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { Sql } from '../../common/database/sql.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Money } from '../../common/money.js';
import { CustomersService, Holds, type Customer } from '../customers/index.js';
import { DunningForecasts } from '../dunning/index.js';
import { PaymentMethodsService, SetupsService, type ListedMethodRow } from '../payment-methods/index.js';
import { bannersOf, SOON_DAYS, type CareBanner } from './care-banners.js';
import type { CareSession } from './care-session.js';
import {
  maskedEmail,
  toCareMethodView,
  toCareSubscriptionView,
  toNamedMethodView,
  type CareMethodView,
  type CareSubscriptionView,
  type NamedMethodView,
} from './care-views.js';
import {
  OWED,
  SUBSCRIPTIONS,
  VERSION,
  WAITING,
  type OwedRow,
  type SubscriptionRow,
  type WaitingRow,
} from './overview-queries.js';

/** Everything that the portal's first page shows; portal/README.md has it for its script. */
export interface CareOverview {
  /** Changes with everything that is shown. */
  readonly version: string;
  readonly locale: Customer['locale'];
  readonly customer: {
    readonly name: string;
    readonly email_masked: string | null;
    readonly currency: string;
    readonly auto_pay: boolean;
    readonly reminders_opt_out: boolean;
  };
  readonly session: {
    readonly kind: 'link' | 'full';
    readonly purpose: string | null;
    readonly fresh: boolean;
  };
  /** The method that the mail's link is about. */
  readonly about: NamedMethodView | null;
  readonly banners: readonly CareBanner[];
  readonly default_method: CareMethodView | null;
  readonly vendors: readonly { readonly vendor: string; readonly payment_types: readonly string[] }[];
  readonly offer_default: boolean;
  readonly default_ticked: boolean;
  readonly subscriptions: readonly CareSubscriptionView[];
  readonly due: { readonly money: Money; readonly count: number } | null;
}

/** What the overview reads holds and forecasts with. */
@Injectable()
export class OverviewParts {
  constructor(
    readonly holds: Holds,
    readonly forecasts: DunningForecasts,
  ) {}
}

/** The state of a customer's affairs, and a cheap way to tell whether it has changed. */
@Injectable()
export class CareOverviews {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly methods: PaymentMethodsService,
    private readonly setups: SetupsService,
    private readonly parts: OverviewParts,
  ) {}

  /** What stands for everything that the overview would show now; one read. */
  async version(session: CareSession): Promise<string> {
    const [row] = await this.sql.rows<{ facts: string }>(VERSION, [session.customerId, this.clock.now()]);
    if (!row) throw new NotFound('customer');
    const own = [session.customerId, session.kind, session.purpose, session.isFresh, session.aboutMethodId];
    return createHash('sha256')
      .update(JSON.stringify([row.facts, ...own]))
      .digest('base64url')
      .slice(0, 22);
  }

  async overview(session: CareSession, version?: string): Promise<CareOverview> {
    // Read first: what changes meanwhile is then shown early and told of again.
    const told = version ?? (await this.version(session));
    const { customerId } = session;
    const [customer, methods, subscriptions, owed] = await Promise.all([
      this.customers.get(customerId),
      this.methods.listOf(customerId),
      this.sql.rows<SubscriptionRow>(SUBSCRIPTIONS, [customerId]),
      this.sql.rows<OwedRow>(OWED, [customerId]),
    ]);
    const shown = { methods, owed, subscriptions: subscriptions.map(toCareSubscriptionView) };
    return {
      version: told,
      ...whoIs(customer, session),
      about: namedOf(methods, session.aboutMethodId),
      banners: await this.banners(customer, shown),
      ...(await this.addingOf(customerId, methods)),
      subscriptions: shown.subscriptions,
      due: dueOf(owed),
    };
  }

  private async banners(
    customer: Customer,
    shown: {
      methods: readonly ListedMethodRow[];
      owed: readonly OwedRow[];
      subscriptions: readonly CareSubscriptionView[];
    },
  ): Promise<CareBanner[]> {
    const now = this.clock.now();
    const isOwing = shown.owed.length > 0;
    return bannersOf({
      ...shown,
      today: localDay(now, customer.timeZone),
      waiting: await this.sql.rows<WaitingRow>(WAITING, [customer.id]),
      nextAttemptAt: isOwing ? await this.parts.forecasts.nextChargeOf(customer.id, now) : null,
    });
  }

  private async addingOf(
    customerId: string,
    methods: readonly ListedMethodRow[],
  ): Promise<Pick<CareOverview, 'default_method' | 'vendors' | 'offer_default' | 'default_ticked'>> {
    const current = methods.find((method) => method.isDefault);
    const isEnding = current?.daysLeft != null && current.daysLeft <= SOON_DAYS;
    const holds = current && !isEnding ? await this.parts.holds.standing(customerId) : [];
    return {
      default_method: current ? toCareMethodView(current) : null,
      vendors: this.setups.offers(),
      offer_default: current !== undefined,
      default_ticked: isEnding || holds.some(({ kind }) => kind === 'dunning_case'),
    };
  }
}

function whoIs(
  customer: Customer,
  { kind, purpose, isFresh }: CareSession,
): Pick<CareOverview, 'locale' | 'customer' | 'session'> {
  return {
    locale: customer.locale,
    customer: {
      name: customer.name,
      email_masked: maskedEmail(customer.email),
      currency: customer.currency,
      auto_pay: customer.autoPay,
      reminders_opt_out: customer.remindersOptOut,
    },
    session: { kind, purpose, fresh: isFresh },
  };
}

function namedOf(methods: readonly ListedMethodRow[], id: string | null): NamedMethodView | null {
  const method = id === null ? undefined : methods.find((one) => one.id === id);
  return method ? toNamedMethodView(method) : null;
}

function dueOf(owed: readonly OwedRow[]): CareOverview['due'] {
  const [first] = owed;
  return first
    ? { money: { amount: first.all_amount, currency: first.currency }, count: first.all_count }
    : null;
}
