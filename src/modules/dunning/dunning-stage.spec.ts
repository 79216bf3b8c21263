import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayBounds, daysBetween, instantAt, localDay, localMinute } from '../../common/calendar.js';
import { type Bank, pass, playOut } from './case-player.js';
import { casePlan } from './case-plan.js';
import { enterKey } from './due-effects.js';
import type { CaseFacts } from './dunning-facts.js';
import { DEFAULT_POLICY, type DunningPolicy } from './dunning-policy.js';
import { stage } from './dunning-stage.js';
import { rankOf } from './dunning-vocabulary.js';
import { aCase, decline, declinedFirst, hoursFrom } from '../../../test/support/dunning-cases.js';
import { policyFaults } from './policy-rules.js';

const broke: Bank = () => decline('funds');
const AUTOMATIC: DunningPolicy = { ...DEFAULT_POLICY, approval: [] };
const ZONES = ['Asia/Riyadh', 'Africa/Cairo', 'Europe/London', 'Australia/Sydney', 'America/St_Johns', 'UTC'];
// Each zone's clock is put forward or back within these weeks of 2026 and 2027.
const STARTS = ['2026-03-22', '2026-04-01', '2026-04-20', '2026-09-27', '2026-10-20', '2027-01-25'];

const zone = fc.constantFrom(...ZONES);
const start = fc.constantFrom(...STARTS);
const minuteOfFailure = fc.integer({ min: 0, max: 1_439 });

const scene = fc
  .record({ timeZone: zone, dayOne: start, minute: minuteOfFailure })
  .map(({ timeZone, dayOne, minute }) => {
    const at = instantAt(dayOne, minute, timeZone);
    const day = localDay(at, timeZone);
    return { at, facts: aCase({ timeZone, dayOne: day, attempts: [declinedFirst('funds', at)] }) };
  });

const ladders = fc
  .record({
    warning: fc.integer({ min: 2, max: 8 }),
    toSuspend: fc.integer({ min: 1, max: 8 }),
    toTerminate: fc.integer({ min: 1, max: 10 }),
    warnDaysBefore: fc.integer({ min: 1, max: 5 }),
    extra: fc.array(fc.integer({ min: 2, max: 30 }), { maxLength: 4 }),
    approval: fc.constantFrom([], ['terminate', 'collections'] as const),
  })
  .map((given): DunningPolicy => {
    const suspended = given.warning + given.toSuspend;
    const terminated = suspended + given.toTerminate;
    const steps = new Map<number, DunningPolicy['steps'][number]>();
    for (const day of given.extra)
      steps.set(day, { day, mail: 'payment_failed', warnsOf: null, acts: ['call_task'] });
    for (const [act, day] of [
      ['terminate', terminated],
      ['suspend', suspended],
    ] as const) {
      const warned = Math.max(1, day - given.warnDaysBefore);
      steps.set(warned, { day: warned, mail: 'payment_warning', warnsOf: act, acts: [] });
    }
    steps.set(suspended, {
      day: suspended,
      mail: 'service_suspended',
      warnsOf: 'terminate',
      acts: ['suspend'],
    });
    steps.set(terminated, {
      day: terminated,
      mail: 'final_notice',
      warnsOf: null,
      acts: ['terminate', 'inventory_return', 'collections'],
    });
    return {
      ...DEFAULT_POLICY,
      stages: { grace: 1, warning: given.warning, suspended, terminated },
      retryDays: [...new Set(given.extra)]
        .filter((day) => day > 1 && day < terminated)
        .toSorted((a, b) => a - b),
      steps: [...steps.values()].toSorted((a, b) => a.day - b.day),
      warnDaysBefore: given.warnDaysBefore,
      approval: [...given.approval],
    };
  })
  .filter((policy) => policyFaults(policy).length === 0);

/** What was done on which day of the case, in the customer's calendar. */
function byDay(facts: CaseFacts): Record<number, string[]> {
  const days: Record<number, string[]> = {};
  const told = [
    ...facts.attempts.filter(({ cause }) => cause !== 'first').map(({ cause, at }) => ({ what: cause, at })),
    ...facts.done.map(({ key, at }) => ({ what: key, at })),
  ];
  for (const { what, at } of told)
    (days[daysBetween(facts.dayOne, localDay(at, facts.timeZone)) + 1] ??= []).push(what);
  return days;
}

describe('the default ladder', () => {
  it.each(ZONES)('is climbed day by day in %s, across a change of its clock', (timeZone) => {
    for (const dayOne of STARTS) {
      const at = instantAt(dayOne, 600, timeZone);
      const facts = aCase({ timeZone, dayOne, attempts: [declinedFirst('funds', at)] });
      const end = playOut(AUTOMATIC, facts, {
        from: at,
        to: dayBounds(addDays(dayOne, 40), timeZone).to,
        bank: broke,
      });
      expect(byDay(end)).toEqual({
        1: ['1:mail'],
        3: ['ladder'],
        4: ['enter:warning', '4:mail'],
        5: ['ladder'],
        7: ['ladder', '7:call_task', '7:mail'],
        8: ['enter:suspended', '8:suspend', '8:mail'],
        14: ['ladder', '14:mail'],
        15: ['enter:terminated', '15:terminate', '15:inventory_return', '15:collections', '15:mail'],
      });
      for (const { at: when } of end.done.slice(1)) expect(localMinute(when, timeZone)).toBe(540);
    }
  });

  it('leaves termination to a person, with the service suspended', () => {
    const { at, facts } = sample();
    const waiting = playOut(DEFAULT_POLICY, facts, { from: at, to: hoursFrom(at, 24 * 60), bank: broke });
    const later = hoursFrom(at, 24 * 30);
    expect(stage(DEFAULT_POLICY, waiting, later)).toMatchObject({
      stage: 'suspended',
      waitsFor: 'approval',
      effects: [],
      nextDueAt: null,
    });
    expect(waiting.done.at(-1)?.key).toBe('15:approval');
    const approved = { ...waiting, approvals: { terminate: later, collections: later } };
    expect(stage(DEFAULT_POLICY, approved, later).effects.map(({ key }) => key)).toEqual([
      'enter:terminated',
      '15:terminate',
      '15:inventory_return',
      '15:collections',
      '15:mail',
    ]);
  });

  it('names the day on which what a mail warns of can happen', () => {
    const { at, facts } = sample();
    const untried = { ...DEFAULT_POLICY, retryDays: [] };
    const announced = new Map<string, unknown>();
    let current = facts;
    for (let now = at; now < hoursFrom(at, 24 * 16); now = hoursFrom(now, 12)) {
      for (const effect of casePlan(untried, current, now).effects)
        if (effect.type === 'mail') announced.set(effect.key, effect.actsOn);
      current = pass(untried, current, now, broke);
    }
    expect(Object.fromEntries(announced)).toEqual({
      '1:mail': null,
      '4:mail': '2026-11-08',
      '7:mail': '2026-11-08',
      '8:mail': '2026-11-15',
      '14:mail': '2026-11-15',
    });
  });

  it('waits while a charge is on its way, and closes once nothing is owed', () => {
    const { at, facts } = sample();
    const first = facts.attempts[0];
    if (!first) throw new Error('There is one.');
    const open = { ...facts, attempts: [{ ...first, outcome: 'open' as const, decline: null }] };
    expect(stage(AUTOMATIC, open, hoursFrom(at, 300))).toMatchObject({ effects: [], waitsFor: 'payment' });
    expect(stage(AUTOMATIC, { ...facts, debt: 'paid' }, at).effects).toMatchObject([
      { type: 'close', as: 'recovered' },
    ]);
    expect(stage(AUTOMATIC, { ...facts, debt: 'canceled' }, at).effects).toMatchObject([
      { type: 'close', as: 'closed' },
    ]);
    expect(stage(AUTOMATIC, { ...facts, state: 'written_off' }, hoursFrom(at, 300)).effects).toEqual([]);
  });

  it('begins in the morning where nothing could be charged, and at once after a failure', () => {
    const facts = aCase({ dayOne: '2026-11-01', attempts: [], methods: [] });
    const midnight = dayBounds('2026-11-01', facts.timeZone).from;
    const asleep = stage(AUTOMATIC, facts, midnight);
    expect(asleep.effects).toEqual([]);
    expect(asleep.nextDueAt).toEqual(instantAt('2026-11-01', 540, facts.timeZone));
    const failed = { ...facts, attempts: [declinedFirst('funds', midnight)] };
    expect(stage(AUTOMATIC, failed, midnight).effects.map(({ key }) => key)).toEqual(['1:mail']);
  });
});

describe('time that was lost', () => {
  it('after twelve days sends one warning, tries once and suspends nobody before the warning has stood', () => {
    const { at, facts } = sample();
    const before = playOut(AUTOMATIC, facts, { from: at, to: hoursFrom(at, 24), bank: broke });
    const back = instantAt('2026-11-14', 600, facts.timeZone);
    const after = playOut(AUTOMATIC, before, { from: back, to: hoursFrom(back, 24 * 60), bank: broke });
    expect(byDay(after)).toEqual({
      1: ['1:mail'],
      14: ['ladder', 'enter:warning', '7:call_task', '4:mail'].map((key) =>
        key === '4:mail' ? '7:mail' : key,
      ),
      17: ['enter:suspended', '8:suspend', '8:mail'],
      23: ['ladder', '14:mail'],
      24: ['enter:terminated', '15:terminate', '15:inventory_return', '15:collections', '15:mail'],
    });
  });
});

describe('whatever the policy, the zone and the times of running', () => {
  const runs = fc.array(fc.integer({ min: 0, max: 24 * 45 }), { minLength: 1, maxLength: 25 });

  it('goes up the stages one by one, mails once a day, and never acts unannounced', () => {
    fc.assert(
      fc.property(ladders, scene, runs, (policy, { at, facts }, hours) => {
        let current = facts;
        let rank = 0;
        for (const now of hours.toSorted((a, b) => a - b).map((hour) => hoursFrom(at, hour))) {
          current = pass(policy, current, now, broke);
          const standing = stage(policy, current, now);
          expect(standing.effects).toEqual([]);
          expect(rankOf(standing.stage) - rank).toBeGreaterThanOrEqual(0);
          expect(rankOf(standing.stage) - rank).toBeLessThanOrEqual(1);
          rank = rankOf(standing.stage);
        }
        expectLawful(policy, current);
      }),
      { numRuns: 100 },
    );
  });

  it('does the same at the same times whether it runs every hour or when its plan wakes it', () => {
    fc.assert(
      fc.property(ladders, scene, (policy, { at, facts }) => {
        const to = hoursFrom(at, 24 * 28);
        const woken = playOut(policy, facts, { from: at, to, bank: broke });
        let hourly = pass(policy, facts, at, broke);
        // From a morning on, so that the hours meet every other one, whatever the zone's offset.
        const morning = instantAt(addDays(facts.dayOne, 1), 540, facts.timeZone);
        for (let now = morning; now <= to; now = hoursFrom(now, 1)) hourly = pass(policy, hourly, now, broke);
        expect(hourly.done).toEqual(woken.done);
        expect(hourly.attempts).toEqual(woken.attempts);
      }),
      { numRuns: 5 },
    );
  });

  it('has nothing to do before the time it names, and something at it', () => {
    fc.assert(
      fc.property(
        ladders,
        scene,
        fc.integer({ min: 0, max: 24 * 30 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (policy, { at, facts }, hour, part) => {
          const now = hoursFrom(at, hour);
          const current = pass(policy, facts, now, broke);
          const { wakeAt } = casePlan(policy, current, now);
          if (wakeAt === null) return;
          const between = new Date(now.getTime() + Math.floor((wakeAt.getTime() - now.getTime()) * part));
          expect(pass(policy, current, between, broke)).toEqual(current);
          expect(pass(policy, current, wakeAt, broke)).not.toEqual(current);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('does not count paused days, does nothing in them, and goes on where it stood', () => {
    const spans = fc.record({
      from: fc.integer({ min: 1, max: 24 * 12 }),
      hours: fc.integer({ min: 1, max: 24 * 20 }),
    });
    fc.assert(
      fc.property(scene, spans, ({ at, facts }, span) => {
        const pause = { from: hoursFrom(at, span.from), until: hoursFrom(at, span.from + span.hours) };
        const paused = { ...facts, pauses: [pause] };
        const to = hoursFrom(at, 24 * 60);
        const plain = playOut(AUTOMATIC, facts, { from: at, to, bank: broke });
        const held = playOut(AUTOMATIC, paused, { from: at, to, bank: broke });
        expect(held.done.map(({ key }) => key)).toEqual(plain.done.map(({ key }) => key));
        expect(
          [...held.done, ...held.attempts].some((act) => act.at > pause.from && act.at < pause.until),
        ).toBe(false);
        const skipped = daysBetween(
          localDay(lastAt(plain), facts.timeZone),
          localDay(lastAt(held), facts.timeZone),
        );
        expect(skipped).toBe(morningsIn(pause, facts));
        expectLawful(AUTOMATIC, held);
      }),
      { numRuns: 50 },
    );
  });

  it('stands still without end in a pause that nobody ends', () => {
    const { at, facts } = sample();
    const paused = { ...facts, pauses: [{ from: hoursFrom(at, 50), until: null }] };
    const end = playOut(AUTOMATIC, paused, { from: at, to: hoursFrom(at, 24 * 90), bank: broke });
    expect(byDay(end)).toEqual({ 1: ['1:mail'], 3: ['ladder'] });
    expect(stage(AUTOMATIC, end, hoursFrom(at, 24 * 80))).toMatchObject({
      waitsFor: 'pause',
      nextDueAt: null,
      day: 3,
    });
  });
});

/** The mornings after the first day's that lie in a pause. */
function morningsIn({ from, until }: { from: Date; until: Date }, { dayOne, timeZone }: CaseFacts): number {
  const days = Array.from({ length: 60 }, (_, index) => addDays(dayOne, index + 1));
  return days.map((day) => instantAt(day, 540, timeZone)).filter((at) => at >= from && at < until).length;
}

function lastAt({ done }: CaseFacts): Date {
  const last = done.at(-1);
  if (!last) throw new Error('Something was done.');
  return last.at;
}

/** What no run may break. */
function expectLawful(policy: DunningPolicy, facts: CaseFacts): void {
  const keys = facts.done.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const on = new Map(facts.done.map(({ key, at }) => [key, localDay(at, facts.timeZone)]));
  const mails = facts.done.filter(({ key }) => key.endsWith(':mail')).map(({ key }) => on.get(key));
  expect(new Set(mails).size).toBe(mails.length);
  for (const act of ['suspend', 'terminate'] as const) {
    const step = policy.steps.find(({ acts }) => acts.includes(act));
    const acted = on.get(`${String(step?.day)}:${act}`);
    if (acted === undefined) continue;
    const warned = policy.steps
      .filter(({ warnsOf }) => warnsOf === act)
      .flatMap(({ day }) => on.get(`${String(day)}:mail`) ?? [])
      .toSorted()[0];
    expect(warned).toBeDefined();
    expect(daysBetween(warned ?? acted, acted)).toBeGreaterThanOrEqual(policy.warnDaysBefore);
  }
  const suspended = on.get(enterKey('suspended'));
  const terminated = on.get(enterKey('terminated'));
  if (suspended !== undefined && terminated !== undefined) expect(suspended < terminated).toBe(true);
}

function sample() {
  const at = instantAt('2026-11-01', 600, 'Asia/Riyadh');
  return { at, facts: aCase({ dayOne: '2026-11-01', attempts: [declinedFirst('funds', at)] }) };
}
