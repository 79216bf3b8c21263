import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor } from '../../common/http/principal.js';
import { CareLinks, CustomersService, SecureLinks } from '../customers/index.js';
import {
  PaymentMethodsService,
  SetupsService,
  toSetupView,
  type ListedMethodRow,
  type SetupView,
} from '../payment-methods/index.js';
import type { CareSetup, CareState } from './care.schemas.js';
import type { CareSession } from './care-sessions.service.js';

/** Days before its expiry from which a default is worth replacing. */
const SOON_DAYS = 60;
const NEW_LINK_EVERY_MS = 10 * 60_000;

/** What the page behind a mail's link shows and does. */
@Injectable()
export class CarePage {
  constructor(
    private readonly customers: CustomersService,
    private readonly methods: PaymentMethodsService,
    private readonly setups: SetupsService,
    private readonly links: CareLinks,
    private readonly secureLinks: SecureLinks,
    private readonly clock: Clock,
  ) {}

  async state({ grant }: CareSession): Promise<CareState> {
    const customer = await this.customers.get(grant.customerId);
    const methods = await this.methods.listOf(customer.id);
    const about = methods.find((method) => method.id === grant.paymentMethodId) ?? null;
    const current = methods.find((method) => method.isDefault);
    return {
      locale: customer.locale,
      customer: { name: customer.name },
      method: about && shown(about),
      vendors: this.setups.offers(),
      offer_default: current !== undefined,
      default_ticked: current?.daysLeft != null && current.daysLeft <= SOON_DAYS,
    };
  }

  async beginSetup({ grant, actor }: CareSession, wish: CareSetup): Promise<SetupView> {
    const { setup, client } = await this.setups.begin(uuidv7(), grant.customerId, wish, actor);
    return toSetupView(setup, { client });
  }

  /** Mails a new link to the customer of an expired one, at most one in ten minutes; says nothing of whether there is such a customer. */
  async sendNewLink(token: string): Promise<void> {
    const link = await this.links.resolve(token);
    if (link.customerId === undefined || link.ok || link.why !== 'expired') return;
    const since = new Date(this.clock.now().getTime() - NEW_LINK_EVERY_MS);
    await this.secureLinks.renew(uuidv7(), link.customerId, since, systemActor('expired link page'));
  }
}

function shown(method: ListedMethodRow): NonNullable<CareState['method']> {
  return {
    payment_type: method.paymentType,
    brand: method.brand,
    last4: method.last4,
    exp_month: method.expMonth,
    exp_year: method.expYear,
    nickname: method.nickname,
    expired: method.expired,
    days_left: method.daysLeft,
  };
}
