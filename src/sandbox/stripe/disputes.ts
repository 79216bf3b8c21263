import { type Account, type Cause } from './account.js';
import { noSuch } from './api-error.js';
import { newId } from '../kit/index.js';
import { type WireCharge, type WireDispute } from './wire-payments.js';

/** A dispute of this account. */
export function disputeOf(account: Account, id: string): WireDispute {
  const dispute = account.store.disputes.find(id);
  if (dispute === undefined) throw noSuch('dispute', id);
  return dispute;
}

/** The cardholder disputes a charge: its money is withdrawn until the dispute is closed. */
export function openDispute(
  account: Account,
  cause: Cause,
  charge: WireCharge,
  reason = 'fraudulent',
): WireDispute {
  const dispute: WireDispute = {
    id: newId('du_1'),
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    network_reason_code: reason === 'fraudulent' ? '10.4' : null,
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
  };
  charge.disputed = true;
  account.store.charges.save(charge);
  account.store.disputes.save(dispute);
  account.totals.add(charge.currency, -charge.amount);
  account.emit(cause, 'charge.dispute.created', dispute);
  account.emit(cause, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decides; won brings the money back. */
export function closeDispute(
  account: Account,
  cause: Cause,
  dispute: WireDispute,
  status: 'won' | 'lost',
): void {
  dispute.status = status;
  account.store.disputes.save(dispute);
  if (status === 'won') {
    account.totals.add(dispute.currency, dispute.amount);
    account.emit(cause, 'charge.dispute.funds_reinstated', dispute);
  }
  account.emit(cause, 'charge.dispute.closed', dispute);
}

/** A card network reports a charge as probably fraudulent. */
export function warnOfFraud(account: Account, cause: Cause, charge: WireCharge): void {
  account.emit(cause, 'radar.early_fraud_warning.created', {
    id: newId('issfr_1'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: account.now(),
    fraud_type: 'misc',
    livemode: false,
    payment_intent: charge.payment_intent,
  });
}
