import { addDays, instantAt, lastDayOfMonth, localDay } from '../../common/calendar.js';
import type { Decline, DeclineBucket } from '../vendors/index.js';
import { failureMail } from './decline-rules.js';
import type { CaseFacts, DoneEffect } from './dunning-facts.js';
import type { DunningPolicy } from './dunning-policy.js';
import { chance } from './lab-dice.js';

const HOUR_MS = 3_600_000;
const ZONES = ['Asia/Riyadh', 'Africa/Cairo', 'Europe/London', 'Australia/Sydney'] as const;
const FIRST_DAY = '2026-01-01';

/** A number that the lab takes for granted, and where it is from. */
export interface Assumption {
  readonly what: string;
  readonly value: string;
  readonly source: string;
}

const SHARES: readonly (readonly [DeclineBucket, number])[] = [
  ['funds', 0.38],
  ['card_data', 0.24],
  ['technical', 0.21],
  ['issuer', 0.12],
  ['authentication', 0.02],
  ['fraud', 0.02],
  ['revoked', 0.01],
];
const PAY_DAYS = [1, 15, 25, 31];
const FUNDS = { withPayDay: 0.75, daysOfMoney: 4 };
const ISSUER_ANSWER = 0.25;
const TECHNICAL_MEAN_HOURS = 4;
const BACKUP = { held: 0.15, works: 0.8 };
const NEW_CARD_WORKS = 0.9;
const REACTION_MEAN_HOURS = 30;
const REACTIONS: Readonly<Record<string, number>> = {
  payment_failed: 0.08,
  update_payment_method: 0.2,
  payment_warning: 0.12,
  service_suspended: 0.25,
  final_notice: 0.05,
  call_task: 0.2,
};

const CAUSES =
  'dunningcompare.com, payment failure causes 2026, after Recurly, Stripe and Adyen 2024 (second-hand)';
const ASSUMED = 'assumed: no published figure';

/** Everything that the lab takes for granted; compare policies by it, do not forecast with it. */
export const ASSUMPTIONS: readonly Assumption[] = [
  {
    what: 'First declines for want of funds, for card data, technical',
    value: '38 %, 24 %, 21 %',
    source: CAUSES,
  },
  {
    what: 'First declines by the bank without a reason; for authentication, fraud, revoked',
    value: '12 %; 2 %, 2 %, 1 %',
    source: `17 % together by ${CAUSES}; the split is assumed`,
  },
  {
    what: 'Cards without funds that have money again at a pay-day (1st, 15th, 25th or last), for four days',
    value: '75 %',
    source: `${ASSUMED}; gives about what dunningcompare.com quotes of Recurly 2024, 48 to 65 % recovered`,
  },
  { what: 'A bank that gave no reason says yes on another day', value: '25 % a day', source: ASSUMED },
  {
    what: 'A technical failure is over',
    value: 'after 4 hours on average',
    source: `${ASSUMED}; dunningcompare.com: "most resolve within 24 hours"`,
  },
  {
    what: 'Customers who change the card after a failure notice, a request for a method, a warning, the suspension, the final notice, a call',
    value: '8, 20, 12, 25, 5, 20 %',
    source: ASSUMED,
  },
  { what: 'Time until they do; new cards that work', value: '30 hours on average; 90 %', source: ASSUMED },
  { what: 'Customers with a backup method; backups that work', value: '15 %; 80 %', source: ASSUMED },
  { what: 'Approvals', value: 'given at once', source: 'simplification' },
];

/** A synthetic customer whose payment failed; what he and his bank will do is fixed by the seed, whatever the policy. */
export interface Person {
  readonly key: string;
  readonly timeZone: string;
  readonly dayOne: string;
  readonly minute: number;
  readonly brand: string;
  readonly decline: Decline;
  /** Null without a backup. */
  readonly backupWorks: boolean | null;
  /** The day of the month on which there is money again; null: never. */
  readonly payDay: number | null;
  /** After how many hours a technical failure is over. */
  readonly repairedAfter: number;
}

/** The so-manieth person of a seed. */
export function personOf(seed: number, index: number): Person {
  const key = `${String(seed)}:${String(index)}`;
  const of = (what: string): number => chance(`${key}:${what}`);
  return {
    key,
    timeZone: pick(ZONES, of('zone')),
    dayOne: addDays(FIRST_DAY, Math.floor(of('day') * 365)),
    minute: Math.floor(of('minute') * 1_440),
    brand: of('brand') < 0.6 ? 'visa' : 'mastercard',
    decline: declineOf(bucketAt(of('bucket'))),
    backupWorks: of('backup') < BACKUP.held ? of('backup works') < BACKUP.works : null,
    payDay: of('funds') < FUNDS.withPayDay ? pick(PAY_DAYS, of('pay-day')) : null,
    repairedAfter: waiting(TECHNICAL_MEAN_HOURS, of('repair')),
  };
}

/** When a person's payment failed. */
export function failedAt({ dayOne, minute, timeZone }: Person): Date {
  return instantAt(dayOne, minute, timeZone);
}

/** What the bank of a person's method answers at an instant. */
export function answerOf(person: Person, methodId: string, now: Date): Decline | null {
  if (methodId === 'backup') return person.backupWorks === true ? null : declineOf('issuer');
  if (methodId !== 'card')
    return chance(`${person.key}:${methodId} works`) < NEW_CARD_WORKS ? null : declineOf('issuer');
  return pays(person, now) ? null : person.decline;
}

function pays(person: Person, now: Date): boolean {
  const today = localDay(now, person.timeZone);
  switch (person.decline.bucket) {
    case 'funds':
      return hasMoney(person, today);
    case 'issuer':
      return chance(`${person.key}:bank ${today}`) < ISSUER_ANSWER;
    case 'technical':
      return now.getTime() >= failedAt(person).getTime() + person.repairedAfter * HOUR_MS;
    case 'card_data':
    case 'authentication':
    case 'fraud':
    case 'revoked':
    case 'duplicate':
    case 'canceled':
      return false;
  }
}

function hasMoney({ payDay, dayOne }: Person, today: string): boolean {
  if (payDay === null) return false;
  for (let back = 0; back < FUNDS.daysOfMoney; back += 1) {
    const day = addDays(today, -back);
    if (day > dayOne && isPayDay(day, payDay)) return true;
  }
  return false;
}

function isPayDay(day: string, payDay: number): boolean {
  const last = Number(lastDayOfMonth(Number(day.slice(0, 4)), Number(day.slice(5, 7))).slice(8));
  return Number(day.slice(8)) === Math.min(payDay, last);
}

/** When a person will change the card for what was just told him; null: not for that. */
export function reactionTo(
  person: Person,
  policy: DunningPolicy,
  effects: readonly DoneEffect[],
  facts: CaseFacts,
): Date | null {
  const told = effects.flatMap(({ key, at }) => {
    const what = toldBy(policy, key, facts);
    return what === null ? [] : [{ what, key, at }];
  });
  const moved = told.filter(({ what, key }) => chance(`${person.key}:reads ${key}`) < (REACTIONS[what] ?? 0));
  const times = moved.map(
    ({ key, at }) =>
      at.getTime() + waiting(REACTION_MEAN_HOURS, chance(`${person.key}:acts ${key}`)) * HOUR_MS,
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

function toldBy({ steps }: DunningPolicy, key: string, { attempts }: CaseFacts): string | null {
  const [day, what] = key.split(':');
  if (what === 'call_task') return what;
  if (what !== 'mail') return null;
  const mail = steps.find((step) => String(step.day) === day)?.mail ?? null;
  return mail === 'payment_failed' ? failureMail(attempts.at(-1)?.decline ?? null) : mail;
}

function declineOf(bucket: DeclineBucket): Decline {
  const retryable = bucket === 'funds' || bucket === 'issuer' || bucket === 'technical';
  const advice = { adviceCode: null, networkAdviceCode: null, networkDeclineCode: null };
  return { bucket, hint: 'contact_bank', code: bucket, retryable, ...advice };
}

function bucketAt(point: number): DeclineBucket {
  let left = point;
  for (const [bucket, share] of SHARES) {
    if (left < share) return bucket;
    left -= share;
  }
  return 'funds';
}

/** A waiting time of this mean, as memoryless ones are. */
function waiting(mean: number, point: number): number {
  return -mean * Math.log(1 - point);
}

function pick<T>(list: readonly T[], point: number): T {
  const chosen = list[Math.floor(point * list.length)];
  if (chosen === undefined) throw new RangeError('There is nothing to pick from.');
  return chosen;
}
