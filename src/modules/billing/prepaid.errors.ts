import { Conflict } from '../../common/errors/domain-error.js';
import { toDecimalString, type Money } from '../../common/money.js';

/** Only a prepaid subscription has a balance. */
export class NotPrepaid extends Conflict {
  constructor() {
    super('conflict', 'This subscription is not prepaid, so it has no balance.', undefined, {
      reason: 'not_prepaid',
    });
  }
}

/** A balance is filled and used while the service has begun and not ended. */
export class BalanceClosed extends Conflict {
  constructor(state: string) {
    super(
      'conflict',
      `The balance of a subscription that is ${state.replaceAll('_', ' ')} cannot be used.`,
      undefined,
      { reason: 'subscription_state', state },
    );
  }
}

/** More was used than there is; nothing was taken. */
export class InsufficientBalance extends Conflict {
  constructor(balance: Money) {
    super(
      'insufficient_balance',
      `The balance of ${toDecimalString(balance)} ${balance.currency} does not cover this; nothing was taken.`,
      'Top the balance up, then send the same again.',
      { balance },
    );
  }
}

/** The reference names another usage. */
export class UsageReferenceReused extends Conflict {
  constructor(money: Money) {
    super(
      'conflict',
      `This reference was used for ${toDecimalString(money)} ${money.currency} before.`,
      'Each usage has a reference of its own.',
      { reason: 'reference_reused', money },
    );
  }
}

/** The customer has used what a refund of this top-up would give back. */
export class TopUpSpent extends Conflict {
  constructor(refundable: Money) {
    super(
      'insufficient_balance',
      `Only ${toDecimalString(refundable)} ${refundable.currency} of the balance are left to give back.`,
      'Refund that much, or send force: true to leave the balance below zero and the service suspended.',
      { reason: 'top_up_spent', refundable },
    );
  }
}

/** The method that is to recharge the balance cannot be charged. */
export class RechargeMethodNotUsable extends Conflict {
  constructor() {
    super(
      'method_not_usable',
      'This payment method cannot be charged: it has expired, is invalid or is being removed.',
    );
  }
}
