import { createHash } from 'node:crypto';
import { type CartSubject, refundIdOf, subjectOf } from './paytabs-carts.js';
import { isFollowUp, isOurs } from './paytabs-mapping.js';
import { paytabsNotice, type PaytabsNotice } from './paytabs.schemas.js';
import type { VendorChange, VendorEvent } from './vendor-gateway.js';

const NOT_OURS: VendorChange = { kind: 'ignored', reason: 'not_ours' };
// The age is that of the transaction, and a notice may come again after an outage of ours. Each is kept once and read again at PayTabs,
// so an old one does no harm; PayTabs' own library for Laravel stops at an hour.
const MOST_AGE_MS = 3 * 86_400_000;
const MOST_AHEAD_MS = 300_000;

/** A callback read, or why it cannot be believed. */
export type ReadNotice =
  { readonly status: 'event'; readonly event: VendorEvent } | { readonly status: 'unreadable' | 'stale' };

/**
 * Names what a callback or IPN is about; `now` is real time, since the age of a message is. Only ids are taken from it,
 * for it comes late, twice and out of order.
 */
export function readNotice(rawBody: Buffer, profileId: number, now: Date): ReadNotice {
  const notice = noticeOf(rawBody);
  const result = notice?.payment_result;
  const occurredAt = new Date(result?.transaction_time ?? '');
  if (!notice || !result || Number.isNaN(occurredAt.getTime())) return { status: 'unreadable' };
  if (isStale(now.getTime() - occurredAt.getTime())) return { status: 'stale' };
  return {
    status: 'event',
    event: {
      vendor: 'paytabs',
      vendorEventId: idOf(notice, result.response_status, rawBody),
      type: `${notice.tran_type?.toLowerCase() ?? 'transaction'}.${result.response_status}`,
      occurredAt,
      change: changeOf(notice, profileId),
    },
  };
}

function isStale(ageMs: number): boolean {
  return ageMs > MOST_AGE_MS || ageMs < -MOST_AHEAD_MS;
}

function noticeOf(rawBody: Buffer): PaytabsNotice | null {
  try {
    const parsed = paytabsNotice.safeParse(JSON.parse(rawBody.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

// The trace stays the same when a message is sent again; what has none is known by all of it.
function idOf(notice: PaytabsNotice, status: string, rawBody: Buffer): string {
  const of = `${notice.profile_id ?? notice.profileId ?? ''}:${notice.tran_ref}`;
  if (notice.ipn_trace !== null) return `${of}:${notice.ipn_trace}`;
  return `${of}:${status}:${createHash('sha256').update(rawBody).digest('hex').slice(0, 40)}`;
}

function changeOf(notice: PaytabsNotice, profileId: number): VendorChange {
  if (!isOurs(notice, profileId)) return { kind: 'ignored', reason: 'other_account' };
  const subject = subjectOf(notice.cart_id);
  if (subject?.kind === 'refund' || notice.tran_type?.toLowerCase() === 'refund') {
    return {
      kind: 'refund_changed',
      vendorRefundId: notice.tran_ref,
      vendorChargeId: notice.previous_tran_ref,
      refundId: subject?.kind === 'refund' ? refundIdOf(notice.cart_description) : null,
    };
  }
  return subject ? paymentChange(subject, aboutOf(notice)) : NOT_OURS;
}

// A void or release is news of the transaction that it ends.
function aboutOf(notice: PaytabsNotice): string {
  return (isFollowUp(notice) ? notice.previous_tran_ref : null) ?? notice.tran_ref;
}

function paymentChange(subject: CartSubject, tranRef: string): VendorChange {
  switch (subject.kind) {
    case 'setup':
      return { kind: 'setup_changed', vendorSetupId: tranRef, setupId: subject.id };
    case 'checkout':
      return { kind: 'checkout_changed', vendorCheckoutId: tranRef, checkoutId: subject.id };
    case 'charge':
      return { kind: 'charge_changed', vendorChargeId: tranRef, paymentId: subject.paymentId };
    case 'refund':
    case 'check':
      return NOT_OURS;
  }
}
