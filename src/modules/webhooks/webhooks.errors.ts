import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import type { AddressFault } from './endpoint-address.js';

const MESSAGES: Readonly<Record<AddressFault, string>> = {
  address_refused: 'An address on a private network; only the public internet is told of events.',
  https_required: 'In live mode the address starts with https://.',
};

/** Nothing is sent to such an address in this mode. */
export class EndpointAddressRefused extends DomainError {
  constructor(fault: AddressFault) {
    const message = MESSAGES[fault];
    super({
      kind: 'invalid',
      code: 'validation_failed',
      detail: 'Some values are not as they should be; each is named below.',
      errors: [{ path: 'url', message }],
    });
  }
}

export class EndpointNotEnabled extends Conflict {
  constructor() {
    super(
      'conflict',
      'The endpoint is not enabled, so nothing is sent to it.',
      'Enable the endpoint first.',
      {
        reason: 'webhook_endpoint_not_enabled',
      },
    );
  }
}

/** The request was repeated after a later one had made another secret: what it once answered is gone. */
export class SecretRotatedSince extends Conflict {
  constructor() {
    super(
      'conflict',
      'The secret was rotated again after this request.',
      'Rotate it once more, with a new key.',
      {
        reason: 'webhook_secret_rotated_since',
      },
    );
  }
}

/** Whoever calls does not hold the credentials that Mailjet was given. */
export class MailEventsRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'unauthenticated',
      detail: 'The user or password of these events is not the one of mailjet.webhook.',
    });
  }
}

/** Without credentials nobody can tell Mailjet from others, so nothing is taken; Mailjet tries again for a day. */
export class MailEventsUnconfigured extends DomainError {
  constructor() {
    super({
      kind: 'unavailable',
      code: 'vendor_not_configured',
      detail: "Mailjet's events are not configured.",
      hint: 'Set mailjet.webhook.user and mailjet.webhook.password.',
      retryAfterSeconds: 600,
    });
  }
}
