import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  aCase,
  aMethod,
  anAttempt,
  decline,
  declinedFirst,
  hoursFrom,
} from '../../../test/support/dunning-cases.js';
import { instantAt, localDay } from '../../common/calendar.js';
import { casePlan } from './case-plan.js';
import { type Bank, pass, playOut } from './case-player.js';
import { declineRule, failureMail } from './decline-rules.js';
import type { CaseFacts, PastAttempt } from './dunning-facts.js';
import { DEFAULT_POLICY, type DunningPolicy, NETWORK_LIMITS } from './dunning-policy.js';
import { capUse, networkOf } from './network-caps.js';
import { nextAttempt, refusalByHand } from './next-attempt.js';

const ZONE = 'Asia/Riyadh';
const FIRST = instantAt('2026-11-01', 600, ZONE);
const morning = (day: number): Date => instantAt(`2026-11-${String(day).padStart(2, '0')}`, 540, ZONE);

type Bucket = Parameters<typeof decline>[0];
type Advice = Parameters<typeof decline>[1];

const after = (bucket: Bucket, advice?: Advice, given: Partial<CaseFacts> = {}) =>
  nextAttempt(
    DEFAULT_POLICY,
    aCase({ attempts: [declinedFirst(bucket, FIRST, advice)], ...given }),
    hoursFrom(FIRST, 1),
  );

/** The local days of a case's attempts, after the first. */
function triesOf(facts: CaseFacts): string[] {
  return facts.attempts
    .slice(1)
    .map(({ methodId, cause, at }) => `${methodId} ${cause} ${localDay(at, facts.timeZone).slice(8)}`);
}

const climb = (facts: CaseFacts, bank: Bank, policy = DEFAULT_POLICY) =>
  playOut(policy, facts, { from: FIRST, to: hoursFrom(FIRST, 24 * 40), bank });

const firstOf = (bucket: Bucket, given: Partial<CaseFacts> = {}) =>
  aCase({ attempts: [declinedFirst(bucket, FIRST)], ...given });

const backup = aMethod({ id: 'backup', brand: 'mastercard' });

describe('what the decline allows', () => {
  it('tries for want of funds on every retry day, in the morning', () => {
    expect(after('funds')).toEqual({
      charge: true,
      at: morning(3),
      methodId: 'default',
      cause: 'ladder',
      slot: 3,
      key: 'ladder:3',
    });
    expect(triesOf(climb(firstOf('funds'), () => decline('funds')))).toEqual(
      [3, 5, 7, 14].map((day) => `default ladder ${String(day).padStart(2, '0')}`),
    );
  });

  it('tries twice more after a bank that gives no reason, then asks for another method', () => {
    const end = climb(firstOf('issuer'), () => decline('issuer'));
    expect(triesOf(end)).toEqual(['default ladder 03', 'default ladder 05']);
    expect(nextAttempt(DEFAULT_POLICY, end, morning(9))).toMatchObject({
      charge: false,
      reason: 'issuer_retries_used',
      ask: 'another_method',
    });
  });

  it('tries within hours after a technical failure, once in a row, and then as the ladder says', () => {
    expect(after('technical')).toMatchObject({ at: hoursFrom(FIRST, 2), cause: 'technical', slot: null });
    expect(triesOf(climb(firstOf('technical'), () => decline('technical')))).toEqual([
      'default technical 01',
      'default ladder 03',
      'default ladder 05',
      'default ladder 07',
      'default ladder 14',
    ]);
  });

  it.each([
    ['card_data', 'card_data', 'update_card'],
    ['authentication', 'authentication', 'authenticate'],
    ['fraud', 'fraud', 'another_method'],
    ['revoked', 'revoked', 'another_method'],
    ['duplicate', 'being_reconciled', null],
    ['canceled', 'canceled_by_customer', null],
  ] as const)('never charges the card again after %s', (bucket, reason, ask) => {
    expect(after(bucket)).toEqual({ charge: false, reason, ask, until: null });
    expect(triesOf(climb(firstOf(bucket), () => null))).toEqual([]);
  });
});

describe('what the networks advise', () => {
  it.each(['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1'])(
    'never charges a card again after the code %s, in no case and however fresh it is',
    (networkDeclineCode) => {
      for (const bucket of ['funds', 'issuer', 'technical'] as const) {
        expect(after(bucket, { networkDeclineCode })).toMatchObject({ charge: false });
        const elsewhere = { ...declinedFirst(bucket, FIRST, { networkDeclineCode }), ofCase: false };
        const fresh = aCase({
          attempts: [elsewhere, declinedFirst('funds', FIRST)],
          methods: [aMethod({ freshAt: hoursFrom(FIRST, 1) })],
        });
        expect(nextAttempt(DEFAULT_POLICY, fresh, hoursFrom(FIRST, 2))).toMatchObject({ charge: false });
        expect(refusalByHand(DEFAULT_POLICY, fresh, 'default', hoursFrom(FIRST, 2))).not.toBeNull();
      }
    },
  );

  it.each([
    ['01', false],
    ['03', false],
    ['04', false],
    ['21', false],
    ['40', false],
    ['41', false],
    ['43', true],
  ] as const)('reads the advice %s as a card that may be charged: %s', (networkAdviceCode, charge) => {
    expect(after('funds', { networkAdviceCode })).toMatchObject({ charge });
  });

  it.each([
    ['02', 5],
    ['24', 3],
    ['25', 3],
    ['26', 4],
    ['27', 6],
    ['28', 8],
    ['29', 10],
    ['30', 12],
  ] as const)('waits after the advice %s for the first morning from then on', (networkAdviceCode, day) => {
    expect(after('funds', { networkAdviceCode })).toMatchObject({ charge: true, at: morning(day) });
  });

  it('follows what Stripe hands on from the bank', () => {
    expect(after('issuer', { adviceCode: 'do_not_try_again' })).toMatchObject({
      charge: false,
      reason: 'never_again',
    });
    expect(after('issuer', { adviceCode: 'confirm_card_data' })).toMatchObject({
      charge: false,
      ask: 'update_card',
    });
    expect(after('issuer', { adviceCode: 'try_again_later' })).toMatchObject({
      charge: true,
      at: morning(3),
    });
  });
});

describe('the caps of the networks', () => {
  const uses = (count: number, card: string, from: Date, gapHours: number): PastAttempt[] =>
    Array.from({ length: count }, (_, index) =>
      anAttempt({ ofCase: false, methodId: card, at: hoursFrom(from, index * gapHours) }),
    );

  it('count a Visa card over everything it is charged for: 15 in 30 days by itself, 20 by hand', () => {
    const before = uses(14, 'default', hoursFrom(FIRST, -24 * 10), 1);
    const facts = aCase({ attempts: [...before, declinedFirst('funds', FIRST)] });
    const stopped = nextAttempt(DEFAULT_POLICY, facts, morning(3));
    expect(stopped).toMatchObject({ charge: false, reason: 'network_cap', until: hoursFrom(FIRST, 24 * 20) });
    expect(refusalByHand(DEFAULT_POLICY, facts, 'default', morning(3))).toBeNull();
    const more = {
      ...facts,
      attempts: [...uses(5, 'default', hoursFrom(FIRST, -24 * 5), 1), ...facts.attempts],
    };
    expect(refusalByHand(DEFAULT_POLICY, more, 'default', morning(3))).toBe('network_cap');
    expect(nextAttempt(DEFAULT_POLICY, facts, hoursFrom(FIRST, 24 * 20))).toMatchObject({ charge: true });
  });

  it('hold a Mastercard to 10 in a day and 35 in 30 days', () => {
    const methods = [aMethod({ brand: 'mastercard' })];
    const daily = aCase({
      methods,
      attempts: [
        ...uses(9, 'default', hoursFrom(morning(2), 16), 0.5),
        declinedFirst('funds', hoursFrom(morning(2), 23)),
      ],
    });
    expect(nextAttempt(DEFAULT_POLICY, daily, morning(3))).toMatchObject({ reason: 'network_cap' });
    const spread = aCase({
      methods,
      attempts: [...uses(34, 'default', hoursFrom(FIRST, -24 * 17), 12), declinedFirst('funds', FIRST)],
    });
    expect(nextAttempt(DEFAULT_POLICY, spread, morning(3))).toMatchObject({ reason: 'network_cap' });
  });

  it('are never passed, by no policy, no bank, no new cards and no person', () => {
    const bucket = fc.constantFrom<Bucket>('funds', 'issuer', 'technical', 'card_data', 'authentication');
    const moves = fc.array(
      fc.record({
        hours: fc.double({ min: 0.01, max: 30, noNaN: true }),
        what: fc.constantFrom('run', 'run', 'hand', 'hand', 'renewed', 'other invoice'),
        bucket,
      }),
      { minLength: 60, maxLength: 120 },
    );
    const policy: DunningPolicy = {
      ...DEFAULT_POLICY,
      stages: { grace: 1, warning: null, suspended: null, terminated: null },
      steps: [{ day: 1, mail: 'payment_failed', warnsOf: null, acts: [] }],
      retryDays: Array.from({ length: 60 }, (_, index) => index + 2),
      technicalRetryHours: [1, 1, 1, 1, 1],
      issuerRetries: 5,
    };
    fc.assert(
      fc.property(moves, fc.constantFrom('visa', 'mastercard', 'amex'), bucket, (list, brand, opened) => {
        let facts = aCase({ methods: [aMethod({ brand })], attempts: [declinedFirst(opened, FIRST)] });
        let now = FIRST;
        for (const move of list) {
          now = hoursFrom(now, move.hours);
          facts = moved(facts, move, now);
        }
        for (const { at, cause } of facts.attempts) {
          const use = capUse(facts.attempts, 'default', at);
          const cap = DEFAULT_POLICY.caps[networkOf(brand)];
          if (cause !== 'by_hand' && cause !== 'first') expect(use.in30d).toBeLessThanOrEqual(cap.per30d);
          expect(use.in30d).toBeLessThanOrEqual(NETWORK_LIMITS[networkOf(brand)].byHandPer30d);
          if (brand === 'mastercard') expect(use.in24h).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 100 },
    );

    function moved(
      facts: CaseFacts,
      { what, bucket: refusal }: { what: string; bucket: Bucket },
      now: Date,
    ): CaseFacts {
      const renewed = { ...facts, methods: facts.methods.map((method) => ({ ...method, freshAt: now })) };
      if (what === 'renewed') return renewed;
      if (what === 'run') return pass(policy, facts, now, () => decline(refusal));
      if (refusalByHand(policy, facts, 'default', now)) return facts;
      const attempt = anAttempt({
        at: now,
        cause: 'by_hand',
        ofCase: what === 'hand',
        decline: decline(refusal),
      });
      return { ...facts, attempts: [...facts.attempts, attempt] };
    }
  });
});

describe('which method', () => {
  it('falls over to the backup at once when the first can never work, and says so once', () => {
    const facts = firstOf('card_data', { methods: [aMethod(), backup] });
    expect(nextAttempt(DEFAULT_POLICY, facts, FIRST)).toMatchObject({
      at: FIRST,
      methodId: 'backup',
      cause: 'backup',
    });
    expect(triesOf(climb(facts, () => decline('funds')))).toEqual([
      'backup backup 01',
      ...['03', '05', '07', '14'].map((day) => `backup ladder ${day}`),
    ]);
    expect(triesOf(climb(facts, () => decline('fraud')))).toEqual(['backup backup 01']);
  });

  it('goes down the backups in order, and asks for what the first one needs when all are spent', () => {
    const third = aMethod({ id: 'third' });
    const facts = firstOf('card_data', { methods: [aMethod(), backup, third] });
    const end = climb(facts, () => decline('authentication'));
    expect(triesOf(end)).toEqual(['backup backup 01', 'third backup 01']);
    expect(nextAttempt(DEFAULT_POLICY, end, morning(5))).toMatchObject({
      reason: 'card_data',
      ask: 'update_card',
    });
  });

  it.each(['funds', 'technical', 'duplicate', 'canceled'] as const)(
    'does not fall over after %s',
    (bucket) => {
      const next = after(bucket, {}, { methods: [aMethod(), backup] });
      expect(next.charge && next.methodId === 'backup').toBe(false);
    },
  );

  it('does not fall over where the policy says never', () => {
    const facts = firstOf('card_data', { methods: [aMethod(), backup] });
    expect(nextAttempt({ ...DEFAULT_POLICY, backup: 'never' }, facts, FIRST)).toMatchObject({
      reason: 'card_data',
    });
  });

  it('charges a backup once more when it was renewed since', () => {
    const renewed = { ...backup, freshAt: hoursFrom(FIRST, 20) };
    const facts = firstOf('card_data', {
      methods: [aMethod(), renewed],
      attempts: [
        declinedFirst('card_data', FIRST),
        anAttempt({ at: FIRST, methodId: 'backup', cause: 'backup', decline: decline('card_data') }),
      ],
    });
    const known = nextAttempt(DEFAULT_POLICY, { ...facts, methods: [aMethod(), backup] }, morning(2));
    expect(known).toMatchObject({ charge: false });
    expect(nextAttempt(DEFAULT_POLICY, facts, morning(2))).toMatchObject({
      key: `backup:backup:${renewed.freshAt.toISOString()}`,
    });
  });

  it('goes on to the next invoice with the method that paid one, within its cap, and in a pause only after a new card', () => {
    const paid = (cause: PastAttempt['cause']) =>
      anAttempt({ at: morning(3), cause, decline: null, outcome: 'succeeded' });
    const facts = firstOf('funds', { attempts: [declinedFirst('funds', FIRST), paid('ladder')] });
    const next = {
      charge: true,
      at: morning(3),
      methodId: 'default',
      key: `next:${morning(3).toISOString()}`,
    };
    expect(nextAttempt(DEFAULT_POLICY, facts, morning(3))).toMatchObject(next);
    const full = {
      ...facts,
      attempts: [...Array.from({ length: 15 }, () => declinedFirst('funds', FIRST)), paid('ladder')],
    };
    expect(nextAttempt(DEFAULT_POLICY, full, morning(3))).toMatchObject({ reason: 'network_cap' });
    const held = { ...facts, pauses: [{ from: FIRST, until: null }] };
    expect(nextAttempt(DEFAULT_POLICY, held, morning(3))).toMatchObject({ reason: 'paused' });
    const added = { ...held, attempts: [declinedFirst('funds', FIRST), paid('new_card')] };
    expect(nextAttempt(DEFAULT_POLICY, added, morning(3))).toMatchObject(next);
  });

  it('begins the next case with the first method again, unless that one is never to be charged', () => {
    const past = (bucket: Bucket) => ({
      ...declinedFirst(bucket, hoursFrom(FIRST, -24 * 28)),
      ofCase: false,
    });
    const next = (bucket: Bucket) =>
      nextAttempt(
        DEFAULT_POLICY,
        aCase({ methods: [aMethod(), backup], attempts: [past(bucket), declinedFirst('funds', FIRST)] }),
        FIRST,
      );
    expect(next('card_data')).toMatchObject({ methodId: 'default', cause: 'ladder' });
    expect(next('fraud')).toMatchObject({ methodId: 'backup', cause: 'backup' });
  });

  it.each([
    [
      'attempt_open',
      { attempts: [anAttempt({ at: FIRST, outcome: 'open', decline: null, settledAt: null })] },
    ],
    ['automatic_payment_off', { autoPay: false }],
    ['no_method', { methods: [] }],
    ['nothing_owed', { debt: 'paid' }],
    ['case_over', { state: 'written_off' }],
    ['paused', { pauses: [{ from: FIRST, until: null }] }],
    ['referred_to_collections', { done: [{ key: '15:collections', at: FIRST }] }],
    ['schedule_over', { done: [{ key: 'enter:terminated', at: FIRST }] }],
  ] as const)('charges nothing: %s', (reason, given) => {
    const facts = aCase({
      attempts: [declinedFirst('card_data', FIRST)],
      methods: [aMethod(), backup],
      ...given,
    });
    expect(nextAttempt(DEFAULT_POLICY, facts, morning(2))).toMatchObject({ charge: false, reason });
  });

  it('tries a vendor that did not take the request again a quarter of an hour later, for the same retry day', () => {
    const facts = firstOf('funds');
    const lost = anAttempt({ at: morning(3), cause: 'ladder', slot: 3, outcome: 'not_sent', decline: null });
    expect(
      nextAttempt(DEFAULT_POLICY, { ...facts, attempts: [...facts.attempts, lost] }, morning(3)),
    ).toMatchObject({
      charge: true,
      at: hoursFrom(morning(3), 0.25),
      slot: 3,
      key: 'ladder:3~1',
    });
  });

  it('gives a vendor that takes nothing ever more time', () => {
    let facts = firstOf('funds');
    const gaps: number[] = [];
    let now = morning(3);
    for (let index = 0; index < 9; index += 1) {
      const next = nextAttempt(DEFAULT_POLICY, facts, now);
      if (!next.charge) throw new Error('It is tried again.');
      gaps.push((next.at.getTime() - now.getTime()) / 3_600_000);
      now = next.at;
      const lost = anAttempt({ at: now, cause: 'ladder', slot: 3, outcome: 'not_sent', decline: null });
      facts = { ...facts, attempts: [...facts.attempts, lost] };
    }
    expect(gaps).toEqual([0, 0.25, 0.5, 1, 2, 4, 8, 12, 12]);
  });
});

describe('a new or renewed first method', () => {
  const renewedAt = hoursFrom(FIRST, 30);
  const fresh = (given: Partial<CaseFacts> = {}) =>
    firstOf('card_data', { methods: [aMethod({ freshAt: renewedAt })], ...given });

  it('is charged at once, in a pause too, and leaves the retry days as they are', () => {
    const pauses = [{ from: FIRST, until: null }];
    expect(nextAttempt(DEFAULT_POLICY, fresh({ pauses }), renewedAt)).toMatchObject({
      at: renewedAt,
      cause: 'new_card',
    });
    expect(
      triesOf(
        climb(
          pass(DEFAULT_POLICY, fresh(), renewedAt, () => decline('funds')),
          () => decline('funds'),
        ),
      ),
    ).toEqual(['default new_card 02', ...['03', '05', '07', '14'].map((day) => `default ladder ${day}`)]);
  });

  it('is charged three times a day at most, and the next morning again', () => {
    let facts = fresh();
    let now = renewedAt;
    for (let index = 0; index < 6; index += 1) {
      now = hoursFrom(renewedAt, index / 10);
      const methods = [aMethod({ id: `card-${String(index)}`, freshAt: now })];
      facts = pass(DEFAULT_POLICY, { ...facts, methods }, now, () => decline('funds'));
    }
    expect(facts.attempts.filter(({ cause }) => cause === 'new_card')).toHaveLength(3);
    expect(nextAttempt(DEFAULT_POLICY, facts, now)).toMatchObject({
      reason: 'new_card_limit',
      until: morning(3),
    });
    expect(nextAttempt(DEFAULT_POLICY, facts, morning(3))).toMatchObject({
      cause: 'new_card',
      methodId: 'card-5',
    });
  });

  it('does not bring back the retry days that passed while there was nothing to charge', () => {
    const bare = aCase({ methods: [] });
    const added = hoursFrom(morning(4), 3);
    const later = pass(DEFAULT_POLICY, { ...bare, methods: [aMethod({ freshAt: added })] }, added, () =>
      decline('funds'),
    );
    expect(later.attempts).toHaveLength(1);
    expect(nextAttempt(DEFAULT_POLICY, later, added)).toMatchObject({
      cause: 'ladder',
      slot: 5,
      at: morning(5),
    });
  });

  it('is not what it was when staff charged it since', () => {
    const byHand = anAttempt({ at: hoursFrom(renewedAt, 1), cause: 'by_hand' });
    const facts = fresh();
    expect(
      nextAttempt(
        DEFAULT_POLICY,
        { ...facts, attempts: [...facts.attempts, byHand] },
        hoursFrom(renewedAt, 2),
      ),
    ).toMatchObject({ cause: 'ladder' });
  });
});

describe('a pause', () => {
  it('is woken from on its first morning after it, also when it is looked at in the night before', () => {
    const until = instantAt('2026-11-03', 0, ZONE);
    const facts = firstOf('funds', { pauses: [{ from: instantAt('2026-11-01', 1200, ZONE), until }] });
    for (const now of [hoursFrom(until, -8), hoursFrom(until, 1)])
      expect(casePlan(DEFAULT_POLICY, facts, now).wakeAt).toEqual(morning(3));
  });
});

describe('pay-days', () => {
  const policy = (payDays: number[]): DunningPolicy => ({ ...DEFAULT_POLICY, payDays });

  it('draw a retry for want of funds to themselves, within its window', () => {
    const days = (payDays: number[], bucket: Bucket = 'funds') =>
      triesOf(climb(firstOf(bucket), () => decline(bucket), policy(payDays))).map((tried) =>
        Number(tried.slice(-2)),
      );
    expect(days([4])).toEqual([3, 4, 7, 14]);
    expect(days([6])).toEqual([3, 6, 7, 14]);
    expect(days([4, 6])).toEqual([3, 6, 7, 14]);
    expect(days([2, 10])).toEqual([2, 5, 7, 10]);
    expect(days([4], 'issuer')).toEqual([3, 5]);
  });

  it('mean the last day of a month that has no such day', () => {
    const at = instantAt('2027-02-25', 600, ZONE);
    const facts = aCase({ dayOne: '2027-02-25', attempts: [declinedFirst('funds', at)] });
    expect(nextAttempt(policy([31]), facts, instantAt('2027-02-27', 600, ZONE))).toMatchObject({ slot: 3 });
    expect(
      nextAttempt(
        { ...policy([31]), retryDays: [5], stages: { ...DEFAULT_POLICY.stages, warning: 6 } },
        facts,
        at,
      ),
    ).toMatchObject({
      slot: 5,
      at: instantAt('2027-02-28', 540, ZONE),
    });
  });
});

describe('the first mail', () => {
  it('asks for what would help, and tells nothing where nothing failed', () => {
    expect(failureMail(null)).toBe('update_payment_method');
    expect(failureMail(decline('funds'))).toBe('payment_failed');
    expect(failureMail(decline('fraud'))).toBe('update_payment_method');
    expect(failureMail(decline('canceled'))).toBeNull();
  });

  it('tells of an invoice that waits to be paid where automatic payment is off', () => {
    const first = (given: Partial<CaseFacts>) =>
      casePlan(DEFAULT_POLICY, aCase(given), morning(1)).effects.find(({ type }) => type === 'mail');
    expect(first({ autoPay: false })).toMatchObject({ mail: 'payment_failed' });
    expect(first({ methods: [] })).toMatchObject({ mail: 'update_payment_method' });
  });

  it('waits for the second try after a technical failure', () => {
    const mailed = (end: CaseFacts) =>
      end.done.map(({ key, at }) => `${key} ${at.toISOString().slice(5, 16)}`)[0];
    expect(mailed(climb(firstOf('technical'), () => null))).toBe(
      `close ${hoursFrom(FIRST, 2).toISOString().slice(5, 16)}`,
    );
    expect(mailed(climb(firstOf('technical'), () => decline('funds')))).toBe(
      `1:mail ${hoursFrom(FIRST, 2).toISOString().slice(5, 16)}`,
    );
  });
});

describe('a decline', () => {
  it('is barred for good by what is gravest of all that was said', () => {
    expect(declineRule(decline('card_data', { networkDeclineCode: 'R1' }))).toMatchObject({
      isForever: true,
    });
    expect(declineRule(decline('technical', { networkAdviceCode: '03' }))).toMatchObject({ isForever: true });
    expect(declineRule(decline('card_data'))).toMatchObject({ isForever: false });
  });
});
