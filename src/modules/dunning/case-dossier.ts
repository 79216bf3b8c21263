import type { DeclineBucket, DeclineHint, Decline } from '../vendors/index.js';
import {
  type AttemptCause,
  type AttemptOutcome,
  cardKey,
  type CaseFacts,
  type ChargeableFact,
  type DoneEffect,
  type MailFate,
  type PastAttempt,
  type Pause,
} from './dunning-facts.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { DunningStage } from './dunning-vocabulary.js';

/** An invoice of a case as the case needs it, the oldest first. */
export interface CaseInvoice {
  readonly id: string;
  readonly number: number | null;
  readonly state: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
  /** Minor units. */
  readonly totalAmount: number;
  readonly currency: string;
  readonly dueOn: string;
}

/** An attempt with what a mail or a timeline may say of it. */
export interface KnownAttempt extends PastAttempt {
  readonly id: string;
  readonly invoiceId: string | null;
  /** The stage of the case when it was made, once that is noted. */
  readonly stage: DunningStage | null;
}

/** A charge that was decided on, with the ids under which billing makes it once. */
export interface DecidedCharge {
  readonly caseId: string;
  readonly key: string;
  readonly invoiceId: string;
  readonly paymentMethodId: string;
  readonly paymentId: string | null;
  readonly attemptId: string;
  readonly cause: AttemptCause;
  readonly slot: number | null;
  readonly plannedAt: Date;
  /** Until when whoever decided on it may be making it. */
  readonly leaseUntil: Date;
  /** It came to nothing before any attempt was written. */
  readonly isRefused: boolean;
  readonly isMade: boolean;
}

/** Everything that a case is decided by and told with. */
export interface CaseDossier {
  readonly facts: CaseFacts;
  readonly invoices: readonly CaseInvoice[];
  readonly attempts: readonly KnownAttempt[];
  readonly charges: readonly DecidedCharge[];
}

/** What became of a mail as its query tells it. */
export interface MailRow {
  readonly key: string;
  readonly sentAt: Date | null;
  readonly isWaiting: boolean;
  readonly mayGo: boolean;
}

/** An attempt as its query tells it. */
export interface AttemptRow {
  readonly id: string;
  readonly invoiceId: string | null;
  readonly ofCase: boolean;
  readonly cause: AttemptCause | null;
  readonly slot: number | null;
  readonly methodId: string;
  readonly fingerprint: string | null;
  readonly methodLast4: string | null;
  readonly last4: string | null;
  readonly state: string;
  readonly paymentState: string;
  readonly sent: boolean;
  readonly startedAt: Date;
  readonly settledAt: Date | null;
  readonly declineBucket: DeclineBucket | null;
  readonly declineCode: string | null;
  readonly declineHint: DeclineHint | null;
  readonly declineRetryable: boolean | null;
  readonly adviceCode: string | null;
  readonly networkAdviceCode: string | null;
  readonly networkDeclineCode: string | null;
  readonly dunningStage: DunningStage | null;
}

/** A method as its query tells it. */
export interface MethodRow {
  readonly id: string;
  readonly brand: string | null;
  readonly fingerprint: string | null;
  readonly last4: string | null;
  readonly freshAt: Date;
}

const OPEN_STATES = ['started', 'pending', 'requires_action', 'unknown'];

/** The rows that a case is known by, each in the order of its query. */
export interface CaseRows {
  readonly invoices: readonly CaseInvoice[];
  readonly done: readonly DoneEffect[];
  readonly mails: readonly MailRow[];
  readonly pauses: readonly Pause[];
  readonly charges: readonly DecidedCharge[];
  readonly attempts: readonly AttemptRow[];
  readonly methods: readonly MethodRow[];
}

/** What a customer brings to the rules. */
export interface CaseOwner {
  readonly timeZone: string;
  readonly autoPay: boolean;
}

/** Everything about a case, made of its rows. */
export function toDossier(of: DunningCase, owner: CaseOwner, rows: CaseRows): CaseDossier {
  const { invoices, charges } = rows;
  const refused = charges.filter(({ isRefused }) => isRefused).map(toRefused);
  const attempts = [...knownAttempts(rows.attempts), ...refused].sort(
    (a, b) => a.at.getTime() - b.at.getTime(),
  );
  const { terminateApprovedAt: terminate, collectionsApprovedAt: collections } = of;
  return {
    invoices,
    attempts,
    charges,
    facts: {
      state: of.state,
      dayOne: of.dayOne,
      timeZone: owner.timeZone,
      pauses: rows.pauses,
      debt: debtOf(invoices),
      done: withFates(rows.done, rows.mails),
      approvals: { ...(terminate ? { terminate } : {}), ...(collections ? { collections } : {}) },
      autoPay: owner.autoPay,
      attempts,
      methods: rows.methods.map(toChargeable),
    },
  };
}

function withFates(done: readonly DoneEffect[], mails: readonly MailRow[]): readonly DoneEffect[] {
  if (mails.length === 0) return done;
  const fates = new Map(mails.map((mail) => [mail.key, fateOf(mail)]));
  return done.map((one) => {
    const mail = fates.get(one.key);
    return mail === undefined ? one : { ...one, mail };
  });
}

function fateOf({ sentAt, isWaiting, mayGo }: MailRow): MailFate {
  if (sentAt !== null) return { state: 'sent', at: sentAt };
  if (isWaiting) return { state: 'waiting' };
  return { state: mayGo ? 'again' : 'lost' };
}

function knownAttempts(rows: readonly AttemptRow[]): KnownAttempt[] {
  const seen = new Set<string | null>();
  return rows.map((row) => {
    const isFirst = !seen.has(row.invoiceId);
    seen.add(row.invoiceId);
    return toAttempt(row, row.cause ?? (isFirst ? 'first' : 'by_hand'));
  });
}

function debtOf(invoices: readonly CaseInvoice[]): CaseFacts['debt'] {
  if (invoices.some(({ state }) => state === 'open')) return 'unpaid';
  return invoices.some(({ state }) => state === 'paid') ? 'paid' : 'canceled';
}

/** A method as the rules see it. */
export function toChargeable({ id, brand, fingerprint, last4, freshAt }: MethodRow): ChargeableFact {
  return { id, brand, card: cardKey({ id, fingerprint, last4 }), freshAt };
}

function toAttempt(row: AttemptRow, cause: AttemptCause): KnownAttempt {
  const { methodId, fingerprint, methodLast4 } = row;
  return {
    id: row.id,
    invoiceId: row.invoiceId,
    ofCase: row.ofCase,
    cause,
    slot: row.slot,
    methodId,
    card: cardKey({ id: methodId, fingerprint, last4: methodLast4 }, row.last4),
    at: row.startedAt,
    settledAt: row.settledAt,
    outcome: outcomeOf(row),
    decline: declineOf(row),
    stage: row.dunningStage,
  };
}

/** Money that a person has to look at first is on its way still; given back it has paid nothing. */
function outcomeOf({ state, paymentState, sent }: AttemptRow): AttemptOutcome {
  if (OPEN_STATES.includes(state) || paymentState === 'review') return 'open';
  if (state === 'succeeded') return 'succeeded';
  return sent ? 'declined' : 'not_sent';
}

function declineOf(row: AttemptRow): Decline | null {
  if (row.declineBucket === null) return null;
  return {
    bucket: row.declineBucket,
    code: row.declineCode ?? '',
    hint: row.declineHint ?? 'contact_bank',
    retryable: row.declineRetryable ?? false,
    adviceCode: row.adviceCode,
    networkAdviceCode: row.networkAdviceCode,
    networkDeclineCode: row.networkDeclineCode,
  };
}

function toRefused({
  attemptId: id,
  invoiceId,
  paymentMethodId: methodId,
  cause,
  slot,
  plannedAt,
}: DecidedCharge): KnownAttempt {
  return {
    id,
    invoiceId,
    ofCase: true,
    cause,
    slot,
    methodId,
    card: methodId,
    at: plannedAt,
    settledAt: plannedAt,
    outcome: 'not_sent',
    decline: null,
    stage: null,
  };
}
