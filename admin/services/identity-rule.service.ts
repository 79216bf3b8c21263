import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../src/common/config/config.js';
import { DomainError } from '../../src/common/errors/domain-error.js';
import type { Actor } from '../../src/common/http/principal.js';
import { IdentityChecks, type IdentityCheck } from '../../src/modules/customers/index.js';
import type { IdentityCheckView } from '../panel-services.js';

const MINUTE_MS = 60_000;

/** Whoever changes payment methods in the panel has made sure, minutes ago and in person, that the caller is the customer. */
@Injectable()
export class IdentityRule {
  constructor(
    private readonly checks: IdentityChecks,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The actor's own check of this customer while it is valid, else null. */
  async standing(customerId: string, actor: Actor): Promise<IdentityCheckView | null> {
    const check = await this.checks.recent(customerId, actor, this.config.identityCheck.minutes);
    return check && this.view(check);
  }

  /** Throws 403 `identity_check_required` without a valid check. */
  async require(customerId: string, actor: Actor): Promise<void> {
    if (!(await this.standing(customerId, actor))) throw new IdentityCheckRequired();
  }

  /** A check with the end of its validity. */
  view({ method, checkedAt }: IdentityCheck): IdentityCheckView {
    const until = new Date(checkedAt.getTime() + this.config.identityCheck.minutes * MINUTE_MS);
    return { method, checked_at: checkedAt.toISOString(), valid_until: until.toISOString() };
  }
}

class IdentityCheckRequired extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'identity_check_required',
      detail: 'Make sure first that the caller is the customer, and record it.',
      hint: 'A check holds for some minutes, for you and this customer alone.',
    });
  }
}
