import type { Decline } from '../vendors/index.js';
import { type Bank, pass } from './case-player.js';
import { casePlan } from './case-plan.js';
import type { CaseFacts } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import { answerOf, failedAt, type Person, reactionTo } from './lab-population.js';

const DAY_MS = 86_400_000;

/** How long a case is followed. */
export const LAB_DAYS = 45;

/** What became of one case. */
export interface LabOutcome {
  readonly bucket: Decline['bucket'];
  /** Days from the failure to the payment, in fractions; null: never paid. */
  readonly recoveredAfter: number | null;
  /** Charges made by themselves after the first. */
  readonly attempts: number;
  readonly mails: number;
  /** Days without service until the payment or the end. */
  readonly daysLost: number;
  readonly isTerminated: boolean;
}

/** One person's case under a policy, with approvals given as soon as they are asked for. */
export function replay(policy: DunningPolicy, person: Person): LabOutcome {
  const start = failedAt(person);
  const end = new Date(start.getTime() + LAB_DAYS * DAY_MS);
  const bank: Bank = (charge, _facts, now) => answerOf(person, charge.methodId, now);
  let facts = opened(person, start);
  let acts: Date | null = null;
  let now: Date | null = start;
  while (now !== null && now <= end && facts.state === 'open') {
    if (acts !== null && acts <= now) {
      facts = withNewCard(facts, now);
      acts = null;
    }
    const known = facts.done.length;
    facts = pass(policy, facts, now, bank);
    acts = earlier(acts, reactionTo(person, policy, facts.done.slice(known), facts));
    now = earlier(casePlan(policy, facts, now).wakeAt, acts);
  }
  return outcomeOf(person, facts, start, end);
}

/** What a policy made of a population. */
export interface LabSummary {
  readonly cases: number;
  readonly recoveredShare: number;
  readonly attemptsPerRecovery: number | null;
  readonly meanDaysToRecovery: number | null;
  readonly medianDaysToRecovery: number | null;
  readonly serviceDaysLostPerCase: number;
  readonly terminatedShare: number;
  readonly mailsPerCase: number;
  readonly byBucket: Readonly<
    Partial<Record<Decline['bucket'], { readonly cases: number; readonly recoveredShare: number }>>
  >;
  /** The share recovered within so many days, from 0 to {@link LAB_DAYS}. */
  readonly curve: readonly number[];
}

/** Sums up cases. */
export function summaryOf(outcomes: readonly LabOutcome[]): LabSummary {
  const days = outcomes.flatMap(({ recoveredAfter }) => recoveredAfter ?? []).toSorted((a, b) => a - b);
  const total = (of: (outcome: LabOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const share = (part: number): number => ratio(part, outcomes.length) ?? 0;
  return {
    cases: outcomes.length,
    recoveredShare: share(days.length),
    attemptsPerRecovery: ratio(
      total(({ attempts }) => attempts),
      days.length,
    ),
    meanDaysToRecovery: ratio(
      days.reduce((sum, day) => sum + day, 0),
      days.length,
    ),
    medianDaysToRecovery: days[Math.floor((days.length - 1) / 2)] ?? null,
    serviceDaysLostPerCase: share(total(({ daysLost }) => daysLost)),
    terminatedShare: share(total(({ isTerminated }) => (isTerminated ? 1 : 0))),
    mailsPerCase: share(total(({ mails }) => mails)),
    byBucket: byBucket(outcomes),
    curve: Array.from({ length: LAB_DAYS + 1 }, (_, day) =>
      share(days.filter((after) => after <= day).length),
    ),
  };
}

function byBucket(outcomes: readonly LabOutcome[]): LabSummary['byBucket'] {
  const buckets = [...new Set(outcomes.map(({ bucket }) => bucket))].toSorted();
  return Object.fromEntries(
    buckets.map((bucket) => {
      const own = outcomes.filter((outcome) => outcome.bucket === bucket);
      const paid = own.filter(({ recoveredAfter }) => recoveredAfter !== null);
      return [bucket, { cases: own.length, recoveredShare: paid.length / own.length }];
    }),
  );
}

function opened(person: Person, at: Date): CaseFacts {
  const card = { methodId: 'card', card: 'card', slot: null };
  const first = {
    ...card,
    ofCase: true,
    cause: 'first' as const,
    at,
    settledAt: at,
    outcome: 'declined' as const,
  };
  const methods = ['card', ...(person.backupWorks === null ? [] : ['backup'])];
  return {
    state: 'open',
    dayOne: person.dayOne,
    timeZone: person.timeZone,
    pauses: [],
    debt: 'unpaid',
    done: [],
    approvals: { terminate: at, collections: at },
    autoPay: true,
    attempts: [{ ...first, decline: person.decline }],
    methods: methods.map((id) => ({ id, card: id, brand: person.brand, freshAt: new Date(0) })),
  };
}

function withNewCard(facts: CaseFacts, now: Date): CaseFacts {
  const id = `new-${String(facts.methods.length)}`;
  return { ...facts, methods: [{ id, card: id, brand: 'visa', freshAt: now }, ...facts.methods] };
}

function outcomeOf(person: Person, facts: CaseFacts, start: Date, end: Date): LabOutcome {
  const paid = facts.attempts.find(({ outcome }) => outcome === 'succeeded');
  const doneAt = (act: string): Date | undefined => facts.done.find(({ key }) => key.endsWith(`:${act}`))?.at;
  const suspended = doneAt('suspend');
  const daysOf = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / DAY_MS);
  return {
    bucket: person.decline.bucket,
    recoveredAfter: paid ? daysOf(start, paid.at) : null,
    attempts: facts.attempts.length - 1,
    mails: facts.done.filter(({ key }) => key.endsWith(':mail')).length,
    daysLost: suspended ? daysOf(suspended, paid?.at ?? end) : 0,
    isTerminated: doneAt('terminate') !== undefined,
  };
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
