import type { CaseFacts, ChargeableFact, PastAttempt } from '../../src/modules/dunning/dunning-facts.js';
import { toDecline } from '../../src/modules/vendors/decline-buckets.js';
import type { Decline, DeclineBucket } from '../../src/modules/vendors/index.js';

interface Advice {
  readonly adviceCode?: string;
  readonly networkAdviceCode?: string;
  readonly networkDeclineCode?: string;
}

/** A refusal of a bucket, with what the bank advised. */
export function decline(bucket: DeclineBucket, advice: Advice = {}): Decline {
  return toDecline({ code: bucket, ...advice }, { buckets: { [bucket]: bucket }, neverAgain: new Set() });
}

/** A Visa card that is the customer's default since long before any case. */
export function aMethod(given: Partial<ChargeableFact> = {}): ChargeableFact {
  const id = given.id ?? 'default';
  return { id, card: id, brand: 'visa', freshAt: new Date('2026-01-01T00:00:00Z'), ...given };
}

/** An attempt for the case on its default card. */
export function anAttempt(given: Partial<PastAttempt> & { readonly at: Date }): PastAttempt {
  const methodId = given.methodId ?? 'default';
  return {
    ofCase: true,
    cause: 'first',
    slot: null,
    methodId,
    card: methodId,
    settledAt: given.at,
    outcome: given.decline === null ? 'succeeded' : 'declined',
    decline: decline('funds'),
    ...given,
  };
}

/** The charge that opens a case. */
export function declinedFirst(bucket: DeclineBucket, at: Date, advice?: Advice): PastAttempt {
  return anAttempt({ at, decline: decline(bucket, advice) });
}

/** An open case of a customer in Riyadh. */
export function aCase(given: Partial<CaseFacts> = {}): CaseFacts {
  return {
    state: 'open',
    dayOne: '2026-11-01',
    timeZone: 'Asia/Riyadh',
    pauses: [],
    debt: 'unpaid',
    done: [],
    approvals: {},
    autoPay: true,
    attempts: [],
    methods: [aMethod()],
    ...given,
  };
}

/** So many hours later. */
export function hoursFrom(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * 3_600_000);
}
