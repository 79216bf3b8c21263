import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor } from '../../common/http/principal.js';
import { CareLinks, SecureLinks } from '../customers/index.js';
import { CareLimits } from './care-limits.service.js';

const NEW_LINK_EVERY_MS = 10 * 60_000;

/** New links for expired ones. */
@Injectable()
export class CareRenewals {
  constructor(
    private readonly clock: Clock,
    private readonly links: CareLinks,
    private readonly secureLinks: SecureLinks,
    private readonly limits: CareLimits,
  ) {}

  /**
   * Mails a new link to the customer of an expired one, at most one in ten minutes and twenty a day; says nothing of whether there is such a
   * customer, nor of how many mails there were.
   */
  async sendNewLink(token: string, ip: string): Promise<void> {
    await this.limits.countFrom('mail_ip', ip);
    const link = await this.links.resolve(token);
    if (link.customerId === undefined || link.ok || link.why !== 'expired') return;
    if ((await this.limits.waitOf('renew_customer', link.customerId)) > 0) return;
    const since = new Date(this.clock.now().getTime() - NEW_LINK_EVERY_MS);
    await this.secureLinks.renew(uuidv7(), link.customerId, since, systemActor('expired link page'));
  }
}
