import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import type { Decline, DeclineHint } from '../vendors/index.js';
import { customerBucket } from '../vendors/index.js';
import type { Hold } from '../customers/index.js';

const HINTS: Readonly<Record<DeclineHint, string>> = {
  use_other_method: 'Try another card.',
  check_funds: 'Check the balance of the card, or try another one.',
  contact_bank: 'Ask the bank that issued the card, or try another one.',
  update_card: 'Check the number, the date and the code on the card.',
  confirm_with_bank: 'Confirm the card with the bank when it asks, then try again.',
  try_again_later: 'Try again in a few minutes.',
  being_checked: 'It is being checked; look again in a few minutes.',
  canceled_by_you: 'Begin again when you are ready.',
};

/** What to try after a refusal, in words. */
export function declineAdvice(hint: string): string {
  return Object.hasOwn(HINTS, hint) ? HINTS[hint as DeclineHint] : HINTS.use_other_method;
}

/** The bank or the vendor refused the card; says no more of the reason than the customer may know. */
export class CardDeclined extends DomainError {
  constructor(readonly decline: Decline) {
    super({
      kind: 'payment_required',
      code: 'card_declined',
      detail: 'The card was declined.',
      hint: HINTS[decline.hint],
      extra: { bucket: customerBucket(decline.bucket), hint_code: decline.hint },
    });
  }
}

export class MethodNotUsable extends Conflict {
  constructor(detail = 'An expired or invalid payment method cannot be the default.') {
    super('method_not_usable', detail, 'Add a valid card and make that the default.');
  }
}

export class DefaultInUse extends Conflict {
  constructor() {
    super('default_in_use', 'The default payment method cannot be removed.', 'Set another default first.');
  }
}

/** What became of a charge on it is not known yet, and would be harder to learn without the method. */
export class MethodBeingCharged extends Conflict {
  constructor() {
    super(
      'conflict',
      'A charge on this payment method is on its way.',
      'Try again once the outcome of that charge is known.',
      { reason: 'charge_on_method' },
    );
  }
}

/** `inUse`: what a confirmation alone will not overcome. */
export class LastMethodConfirmationRequired extends Conflict {
  constructor(inUse: readonly Hold[]) {
    const holds = holdsOf(inUse);
    super(
      'last_method_confirmation_required',
      'This is the last usable payment method; without one, services that are paid automatically may stop.',
      inUse.length > 0
        ? `confirm_last=true alone will not remove it, since it is still needed: ${holds.holds_text}. ${ANOTHER_FIRST}`
        : 'Repeat with confirm_last=true to remove it all the same.',
      inUse.length > 0 ? { reason: 'in_use', ...holds } : undefined,
    );
  }
}

export class LastMethodInUse extends Conflict {
  constructor(inUse: readonly Hold[]) {
    const holds = holdsOf(inUse);
    super(
      'last_method_in_use',
      inUse.length > 0
        ? `The last usable payment method is still needed: ${holds.holds_text}.`
        : 'The last usable payment method cannot be removed.',
      ANOTHER_FIRST,
      holds,
    );
  }
}

const ANOTHER_FIRST =
  'Add another payment method first; an admin may remove it with force=true, which turns automatic payment off.';

function holdsOf(holds: readonly Hold[]): { readonly holds: readonly Hold[]; readonly holds_text: string } {
  return {
    holds: holds.map(({ kind, label, reference }) => ({ kind, label, reference })),
    holds_text: holds.map(({ label }) => label).join(', '),
  };
}

export class SetupNotFinished extends Conflict {
  constructor() {
    super(
      'setup_pending',
      'The payment form of this setup has not been finished.',
      'Finish the form, then complete it again.',
    );
  }
}

export class SetupExpired extends Conflict {
  constructor() {
    super('setup_expired', 'This setup has expired.', 'Begin a new one.');
  }
}

/** The vendor checks a method only by holding an amount on it, and none is set. */
export class VerifyAmountNotSet extends Conflict {
  constructor() {
    super(
      'verify_amount_not_set',
      'This vendor can test a payment method only with an amount, and payment_methods.verify_amount is 0.',
      'Set payment_methods.verify_amount in the configuration; it is authorised and given back at once.',
    );
  }
}

/** Another look ended the setup while this one was at the vendor; whoever sees it asks again. */
export class SetupOvertaken extends Conflict {
  constructor() {
    super('conflict', 'This setup has just been finished.', 'Ask for it again.', {
      reason: 'setup_finished',
    });
  }
}

/** Others changed the method again and again while this look was at the vendor. */
export class MethodOvertaken extends Conflict {
  constructor() {
    super('conflict', 'This payment method is being changed.', 'Try again.', { reason: 'method_changing' });
  }
}
