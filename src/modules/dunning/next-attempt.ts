import { dayBounds, localDay } from '../../common/calendar.js';
import { type CustomerAsk, declineRule, type DeclineStop, waitHoursOf } from './decline-rules.js';
import { type Position, positionOf } from './due-effects.js';
import type { AttemptCause, CaseFacts, ChargeableFact, PastAttempt } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import { isOver } from './dunning-vocabulary.js';
import { capFreeAt, networkOf } from './network-caps.js';
import { nextSlot, retrySlots } from './retry-slots.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

// After a vendor did not take a request, which is an outage more often than not.
const NOT_SENT_GAP_MS = 15 * MINUTE_MS;
const LONGEST_GAP_MS = 12 * HOUR_MS;

/** Why nothing is charged by itself. */
export type NoAttemptReason =
  | DeclineStop
  | 'case_over'
  | 'nothing_owed'
  | 'attempt_open'
  | 'paused'
  | 'automatic_payment_off'
  | 'no_method'
  | 'network_cap'
  | 'new_card_limit'
  | 'issuer_retries_used'
  | 'referred_to_collections'
  | 'schedule_over';

/** The next charge that is made by itself, or why there is none. */
export type NextAttempt = PlannedCharge | NoCharge;

/** A charge to make. */
export interface PlannedCharge {
  readonly charge: true;
  /** Not before now; where it equals now, the charge is due. */
  readonly at: Date;
  readonly methodId: string;
  readonly cause: Exclude<AttemptCause, 'first' | 'by_hand'>;
  /** The retry day that it uses up. */
  readonly slot: number | null;
  /** Unique for its case: whoever writes the attempt under it first makes it. */
  readonly key: string;
}

/** No charge, and why. */
export interface NoCharge {
  readonly charge: false;
  readonly reason: NoAttemptReason;
  readonly ask: CustomerAsk | null;
  /** When to look again; null: not by time alone. */
  readonly until: Date | null;
}

/** What a method's own history says of charging it again. */
type Prospect =
  | { readonly kind: 'untried' }
  | { readonly kind: 'schedule' | 'hours'; readonly last: PastAttempt; readonly hours: number }
  | {
      readonly kind: 'no';
      readonly reason: NoAttemptReason;
      readonly ask: CustomerAsk | null;
      readonly fallsOver: boolean;
    };

/**
 * When which method is charged next, or why none is. A new or renewed first method is charged at once, paused or not; else a backup at once
 * when everything before it can never work; else the method in turn on the next retry day of the ladder, within hours after a technical
 * failure, never earlier than its network wants and never above its caps. Nothing while a charge is on its way or unknown.
 */
export function nextAttempt(policy: DunningPolicy, facts: CaseFacts, now: Date): NextAttempt {
  const barred = barredReason(facts);
  if (barred) return none(barred, barred === 'no_method' ? 'another_method' : null);
  const position = positionOf(policy, facts);
  return newCharge(position, now) ?? nextInvoiceCharge(position, now) ?? ladderCharge(position, now);
}

/** Whether a person may start a charge of a method now: null, or why not. Pauses, the schedule and "later" do not bind a person. */
export function refusalByHand(
  policy: DunningPolicy,
  facts: CaseFacts,
  methodId: string,
  now: Date,
): NoAttemptReason | null {
  const barred = standstill(facts);
  if (barred) return barred;
  const method = facts.methods.find(({ id }) => id === methodId);
  if (!method) return 'no_method';
  const forever = foreverReason(facts, method);
  if (forever) return forever;
  return freeAt(policy, facts, method, now, true) > now ? 'network_cap' : null;
}

function standstill({ state, debt, attempts }: CaseFacts): NoAttemptReason | null {
  if (isOver(state)) return 'case_over';
  if (debt !== 'unpaid') return 'nothing_owed';
  return attempts.some(({ ofCase, outcome }) => ofCase && outcome === 'open') ? 'attempt_open' : null;
}

function barredReason(facts: CaseFacts): NoAttemptReason | null {
  const still = standstill(facts);
  if (still) return still;
  if (facts.done.some(({ key }) => key.endsWith(':collections'))) return 'referred_to_collections';
  if (!facts.autoPay) return 'automatic_payment_off';
  return facts.methods.length === 0 ? 'no_method' : null;
}

/** The charge of a first method that is newer than the last attempt, or null where there is none. */
function newCharge(position: Position, now: Date): NextAttempt | null {
  const { policy, facts, calendar } = position;
  const method = facts.methods[0];
  if (!method || foreverReason(facts, method)) return null;
  const last = sentOfCase(facts).at(-1);
  const today = localDay(now, facts.timeZone);
  if (method.freshAt <= (last?.at ?? dayBounds(facts.dayOne, facts.timeZone).from)) return null;
  const made = sentOfCase(facts).filter(
    ({ cause, at }) => cause === 'new_card' && localDay(at, facts.timeZone) === today,
  );
  if (made.length >= policy.newCardAttemptsPerDay) {
    const { to } = dayBounds(today, facts.timeZone);
    return none('new_card_limit', null, calendar.morningOf(localDay(to, facts.timeZone)));
  }
  const key = freshKey('new_card', method);
  return planned(position, { method, cause: 'new_card', slot: null, key, at: now }, now);
}

/** The charge of the next invoice by the method that has just paid one of them; in a pause only where a new method did. */
function nextInvoiceCharge(position: Position, now: Date): NextAttempt | null {
  const { facts, calendar } = position;
  const last = sentOfCase(facts).at(-1);
  const method = facts.methods.find(({ id }) => id === last?.methodId);
  if (last?.outcome !== 'succeeded' || !method || foreverReason(facts, method)) return null;
  if (last.cause !== 'new_card' && calendar.isHeldAt(now)) return null;
  const key = `next:${last.at.toISOString()}`;
  return planned(position, { method, cause: 'new_card', slot: null, key, at: now }, now);
}

/** What the ladder charges next. */
function ladderCharge(position: Position, now: Date): NextAttempt {
  const { facts, calendar } = position;
  if (calendar.isHeldAt(now)) {
    const free = calendar.nextMorningOn(now);
    return none('paused', null, free === null ? null : calendar.morningOf(free));
  }
  if (facts.done.some(({ key }) => key === 'enter:terminated')) return none('schedule_over', null);
  const { first, inTurn } = turnOf(position);
  if (!first || !inTurn) return none('no_method', 'another_method');
  const { method, prospect } = inTurn;
  if (prospect.kind === 'no') return refused(first.prospect.kind === 'no' ? first.prospect : prospect);
  if (prospect.kind === 'untried' && inTurn !== first)
    return planned(
      position,
      { method, cause: 'backup', slot: null, key: freshKey('backup', method), at: now },
      now,
    );
  return retry(position, method, prospect, now);
}

/** A method that was renewed is another one. */
function freshKey(cause: 'backup' | 'new_card', { id, freshAt }: ChargeableFact): string {
  return `${cause}:${id}:${freshAt.toISOString()}`;
}

interface Turn {
  readonly method: ChargeableFact;
  readonly prospect: Prospect;
}

/** The first method, and the one whose turn it is: a later one only where all before it can never work. */
function turnOf({ policy, facts }: Position): { first: Turn | undefined; inTurn: Turn | undefined } {
  const turns = facts.methods.map((method) => ({ method, prospect: prospectOf(policy, facts, method) }));
  const first = turns[0];
  if (policy.backup === 'never') return { first, inTurn: first };
  const inTurn = turns.find(({ prospect }) => prospect.kind !== 'no' || !prospect.fallsOver) ?? first;
  return { first, inTurn };
}

function refused({ reason, ask }: Pick<NoCharge, 'reason' | 'ask'>): NoCharge {
  return none(reason, ask);
}

function retry(
  position: Position,
  method: ChargeableFact,
  prospect: Exclude<Prospect, { kind: 'no' }>,
  now: Date,
): NextAttempt {
  const { policy, facts, calendar } = position;
  if (prospect.kind === 'hours') {
    const at = new Date(endOf(prospect.last).getTime() + prospect.hours * HOUR_MS);
    const key = `technical:${prospect.last.at.toISOString()}`;
    return planned(position, { method, cause: 'technical', slot: null, key, at }, now);
  }
  const isForFunds = prospect.kind === 'schedule' && prospect.last.decline?.bucket === 'funds';
  const slot = nextSlot(retrySlots(policy, calendar, isForFunds), facts.attempts, now);
  if (!slot) return none('schedule_over', null);
  const due = calendar.morningFrom(latest(slot.at, advisedFrom(facts, method)));
  const at = due > now ? due : latest(now, calendar.morningOf(localDay(now, facts.timeZone)));
  return planned(
    position,
    { method, cause: 'ladder', slot: slot.day, key: `ladder:${String(slot.day)}`, at },
    now,
  );
}

interface Wish {
  readonly method: ChargeableFact;
  readonly cause: PlannedCharge['cause'];
  readonly slot: number | null;
  readonly key: string;
  readonly at: Date;
}

/** The charge wished for, put off while its vendor is out or its card at its cap. */
function planned({ policy, facts }: Position, wish: Wish, now: Date): NextAttempt {
  const { method, cause, slot } = wish;
  const unsent = facts.attempts.filter(({ ofCase, outcome }) => ofCase && outcome === 'not_sent');
  const again = sendableFrom(facts);
  const at = latest(wish.at, now, ...again);
  const free = freeAt(policy, facts, method, at, false);
  if (free > at) return none('network_cap', null, free);
  const key = unsent.length === 0 ? wish.key : `${wish.key}~${String(unsent.length)}`;
  return { charge: true, at, methodId: method.id, cause, slot, key };
}

/** From when a charge may be sent again after some that nobody took, the gap doubling with each; empty where the last was taken. */
function sendableFrom({ attempts }: CaseFacts): Date[] {
  const own = attempts.filter(({ ofCase }) => ofCase);
  const taken = own.findLastIndex(({ outcome }) => outcome !== 'not_sent');
  const last = own.at(-1);
  const inARow = own.length - 1 - taken;
  if (!last || inARow === 0) return [];
  const gap = Math.min(LONGEST_GAP_MS, NOT_SENT_GAP_MS * 2 ** Math.min(inARow - 1, 12));
  return [new Date(endOf(last).getTime() + gap)];
}

function prospectOf(policy: DunningPolicy, facts: CaseFacts, method: ChargeableFact): Prospect {
  const forever = foreverReason(facts, method);
  if (forever) return { kind: 'no', reason: forever, ask: 'another_method', fallsOver: true };
  const declines = sentOfCase(facts).filter(
    ({ card, outcome, at }) => card === method.card && outcome === 'declined' && at >= method.freshAt,
  );
  const last = declines.at(-1);
  if (!last?.decline) return { kind: 'untried' };
  const rule = declineRule(last.decline);
  if (rule.retry === 'no') return { kind: 'no', ...rule };
  if (isIssuerExhausted(policy, last, declines))
    return { kind: 'no', reason: 'issuer_retries_used', ask: 'another_method', fallsOver: true };
  const inARow =
    declines.length - 1 - declines.findLastIndex(({ decline }) => decline?.bucket !== 'technical');
  const hours = rule.retry === 'hours' ? policy.technicalRetryHours[inARow - 1] : undefined;
  return hours === undefined
    ? { kind: 'schedule', last, hours: 0 }
    : { kind: 'hours', last, hours: Math.max(hours, rule.waitHours) };
}

function isIssuerExhausted(
  policy: DunningPolicy,
  last: PastAttempt,
  declines: readonly PastAttempt[],
): boolean {
  if (last.decline?.bucket !== 'issuer') return false;
  const made = declines.filter(({ cause, decline }) => cause !== 'by_hand' && decline?.bucket === 'issuer');
  return made.length > policy.issuerRetries;
}

/** Why a card must never be charged again, whatever for and however it came back. */
function foreverReason({ attempts }: CaseFacts, { card }: ChargeableFact): NoAttemptReason | null {
  for (const attempt of attempts) {
    if (attempt.card !== card || !attempt.decline) continue;
    const rule = declineRule(attempt.decline);
    if (rule.retry === 'no' && rule.isForever) return rule.reason;
  }
  return null;
}

/** From when the network of a card wants it to be asked again. */
function advisedFrom({ attempts }: CaseFacts, { card }: ChargeableFact): Date {
  const times = attempts
    .filter((attempt) => attempt.card === card)
    .map((attempt) =>
      attempt.decline ? endOf(attempt).getTime() + waitHoursOf(attempt.decline) * HOUR_MS : 0,
    );
  return new Date(Math.max(0, ...times));
}

function freeAt(
  policy: DunningPolicy,
  facts: CaseFacts,
  { card, brand }: ChargeableFact,
  from: Date,
  byHand: boolean,
): Date {
  return capFreeAt(policy.caps[networkOf(brand)], facts.attempts, { card, byHand, from });
}

function sentOfCase({ attempts }: CaseFacts): PastAttempt[] {
  return attempts.filter(({ ofCase, outcome }) => ofCase && outcome !== 'not_sent');
}

function endOf({ at, settledAt }: PastAttempt): Date {
  return settledAt ?? at;
}

function latest(...instants: readonly Date[]): Date {
  return new Date(Math.max(...instants.map((instant) => instant.getTime())));
}

function none(reason: NoAttemptReason, ask: CustomerAsk | null, until: Date | null = null): NoCharge {
  return { charge: false, reason, ask, until };
}
