import { addDays } from '../../common/calendar.js';
import { periodFrom, periodStart, type BillingPeriod } from '../../common/billing-period.js';

export const LEDGER_KINDS = [
  'top_up',
  'usage',
  'renewal',
  'refund',
  'refund_reversed',
  'dispute',
  'dispute_reversed',
] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

export type RechargeState = 'open' | 'succeeded' | 'failed' | 'review';

/** Refusals in a row after which a balance is not recharged by itself, until something is changed. */
export const MOST_REFUSALS = 3;

/** How a balance recharges itself; all in minor units of its currency. */
export interface RechargeRule {
  readonly threshold: number;
  readonly amount: number;
  /** Most that is taken in one local day. */
  readonly dailyCap: number;
}

/** What a balance is to reach: 0 where only its threshold counts. */
export interface Shortage {
  readonly balance: number;
  readonly needed: number;
}

/** What one recharge takes: the smallest multiple of the amount that is enough, as far as the day's cap allows; 0 when nothing fits. */
export function rechargeSize({ balance, needed }: Shortage, rule: RechargeRule, takenToday: number): number {
  const missing = Math.max(rule.threshold, needed) - balance;
  const enough = Math.max(1, Math.ceil(missing / rule.amount));
  const allowed = Math.max(0, Math.floor((rule.dailyCap - takenToday) / rule.amount));
  return Math.min(enough, allowed) * rule.amount;
}

/** The entry at which a ledger ends. */
export interface LedgerEnd {
  readonly kind: LedgerKind;
  readonly balanceAfter: number;
}

/** Whether a balance is used up; one that a renewal has just taken to nothing has paid for its period. */
export function isEmpty(last: LedgerEnd | null): boolean {
  if (last === null) return false;
  return last.balanceAfter < 0 || (last.balanceAfter === 0 && last.kind !== 'renewal');
}

/** How a prepaid subscription stands, with everything that its next recharge and suspension depend on. */
export interface StandingFacts {
  readonly last: LedgerEnd | null;
  /** Null when nothing is recharged by itself. */
  readonly rule: RechargeRule | null;
  /** What a renewal that is not covered asks for; null when none is waiting. */
  readonly arrears: number | null;
  /** Whether a usage was refused since the last recharge. */
  readonly asked: boolean;
  readonly failures: number;
  /** Before which it is not tried again. */
  readonly retryAt: Date | null;
  readonly dueAt: Date | null;
  /** `waiting`: for its customer, so that it may never come. */
  readonly recharge: 'none' | 'open' | 'waiting';
  readonly now: Date;
}

export interface Standing {
  /** When a recharge is to be made; null for none. */
  readonly rechargeDueAt: Date | null;
  /** Whether the balance is used up, or does not cover its renewal. */
  readonly isShort: boolean;
  /** Whether a recharge is on its way, or about to be. */
  readonly isHelped: boolean;
}

/** What a balance asks for: service that goes on stands still when it is short and not helped, and one that stands still goes on when it is not short. */
export function standingOf(facts: StandingFacts): Standing {
  const { now, recharge } = facts;
  const isWanted = facts.failures < MOST_REFUSALS && recharge === 'none' && isBelow(facts);
  const rechargeDueAt = isWanted ? (facts.dueAt ?? later(now, facts.retryAt)) : null;
  const isHelped = recharge === 'open' || (rechargeDueAt !== null && rechargeDueAt <= now);
  return { rechargeDueAt, isShort: facts.arrears !== null || isEmpty(facts.last), isHelped };
}

function isBelow({ rule, last, arrears, asked }: StandingFacts): boolean {
  if (rule === null) return false;
  return asked || (last?.balanceAfter ?? 0) < Math.max(rule.threshold, arrears ?? 0);
}

function later(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}

/** A subscription as far as its periods go. */
interface Periodic {
  readonly anchorOn: string;
  readonly period: string;
}

/** The period that begins on this day, and the anchor from which the next ones count: the same where it has one that day, else the day. */
export function prepaidPeriod(
  { anchorOn, period }: Periodic,
  day: string,
): BillingPeriod & { readonly anchorOn: string } {
  const anchored = periodFrom(anchorOn, period, day);
  if (anchored.from === day) return { ...anchored, anchorOn };
  return { from: day, to: addDays(periodStart(day, period, 1), -1), anchorOn: day };
}
