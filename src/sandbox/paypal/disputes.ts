import { missing } from './api-error.js';
import { type Cause, letters, type Merchant } from './merchant.js';
import { type Capture, type DisputeRecord } from './records.js';
import { disputeView } from './views.js';

export function disputeOf(merchant: Merchant, id: string): DisputeRecord {
  const dispute = merchant.store.disputes.find(id);
  if (!dispute) throw missing();
  return dispute;
}

/** The payer wants the money back. */
export function openDispute(merchant: Merchant, cause: Cause, capture: Capture): DisputeRecord {
  const dispute: DisputeRecord = {
    id: `PP-R-${letters(3)}-${letters(8)}`,
    capture: capture.id,
    status: 'WAITING_FOR_SELLER_RESPONSE',
    reason: 'UNAUTHORISED',
    amount: capture.amount,
    at: merchant.now(),
  };
  cause.durable = true;
  merchant.store.disputes.save(dispute);
  merchant.emit(cause, 'CUSTOMER.DISPUTE.CREATED', 'dispute', disputeView(merchant, dispute));
  return dispute;
}

/** PayPal decides. */
export function closeDispute(
  merchant: Merchant,
  cause: Cause,
  dispute: DisputeRecord,
  outcome: string,
): void {
  dispute.status = 'RESOLVED';
  dispute.outcome = outcome;
  cause.durable = true;
  merchant.store.disputes.save(dispute);
  merchant.emit(cause, 'CUSTOMER.DISPUTE.RESOLVED', 'dispute', disputeView(merchant, dispute));
}
