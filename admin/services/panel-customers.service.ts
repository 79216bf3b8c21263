import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  CustomerSearch,
  CustomersService,
  Holds,
  IdentityChecks,
  SecureLinks,
  SubscriptionsService,
  toCustomerView,
  toSubscriptionView,
  type LinkPurpose,
} from '../../src/modules/customers/index.js';
import { PaymentMethodsService, toMethodView } from '../../src/modules/payment-methods/index.js';
import type {
  CustomerDetail,
  CustomerFilter,
  CustomerRow,
  CustomersPort,
  IdentityCheckView,
  ListPage,
  ListQuery,
} from '../panel-services.js';
import { requireScope } from '../permission.js';
import { IdentityRule } from './identity-rule.service.js';

const MAX_SUBSCRIPTIONS = 100;

/** Finding customers for the list: a page of them, and their defaults in one query more. */
@Injectable()
export class CustomerRows {
  constructor(
    private readonly search: CustomerSearch,
    private readonly methods: PaymentMethodsService,
  ) {}

  async list({ filter, cursor, limit }: ListQuery<CustomerFilter>): Promise<ListPage<CustomerRow>> {
    const page = await this.search.page({ ...filter, cursor: cursor ?? undefined, limit });
    const defaults = await this.methods.defaultsOf(page.data.map(({ id }) => id));
    const byCustomer = new Map(defaults.map((row) => [row.customerId, toMethodView(row, row.expired)]));
    return {
      next_cursor: page.next_cursor,
      data: page.data.map((customer) => ({
        ...toCustomerView(customer),
        default_method: byCustomer.get(customer.id) ?? null,
      })),
    };
  }
}

/** What the head of a customer's page is made of. */
@Injectable()
export class CustomerHead {
  constructor(
    private readonly customers: CustomersService,
    private readonly subscriptions: SubscriptionsService,
    private readonly holds: Holds,
    private readonly identity: IdentityRule,
  ) {}

  async of(id: string, actor: Actor): Promise<CustomerDetail> {
    const [customer, subscriptions, holds, check] = await Promise.all([
      this.customers.get(id),
      this.subscriptions.list(id, { before: null, limit: MAX_SUBSCRIPTIONS }),
      this.holds.standing(id),
      this.identity.standing(id, actor),
    ]);
    return {
      ...toCustomerView(customer),
      subscriptions: subscriptions.slice(0, MAX_SUBSCRIPTIONS).map(toSubscriptionView),
      holds: holds.map(({ kind, label }) => ({ kind, label })),
      identity_check: check,
    };
  }
}

/** Customers behind the panel. */
@Injectable()
export class PanelCustomers implements CustomersPort {
  constructor(
    private readonly rows: CustomerRows,
    private readonly head: CustomerHead,
    private readonly checks: IdentityChecks,
    private readonly links: SecureLinks,
    private readonly identity: IdentityRule,
  ) {}

  async list(query: ListQuery<CustomerFilter>, actor: Actor): Promise<ListPage<CustomerRow>> {
    requireScope(actor, 'customers:read');
    return this.rows.list(query);
  }

  async get(id: string, actor: Actor): Promise<CustomerDetail> {
    requireScope(actor, 'customers:read');
    return this.head.of(id, actor);
  }

  async recordIdentityCheck(customerId: string, method: string, actor: Actor): Promise<IdentityCheckView> {
    requireScope(actor, 'identity_checks:write');
    return this.identity.view(await this.checks.record(uuidv7(), customerId, method, actor));
  }

  async sendSecureLink(
    customerId: string,
    purpose: LinkPurpose,
    actor: Actor,
  ): Promise<{ readonly expires_at: string }> {
    requireScope(actor, 'secure_links:write');
    const { expiresAt } = await this.links.create(uuidv7(), customerId, { purpose, send: true }, actor);
    return { expires_at: expiresAt.toISOString() };
  }
}
