import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays } from '../../common/calendar.js';
import {
  isEmpty,
  LEDGER_KINDS,
  MOST_REFUSALS,
  prepaidPeriod,
  rechargeSize,
  standingOf,
  type StandingFacts,
} from './prepaid-rules.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const amounts = fc.integer({ min: 1, max: 1_000_000 });

const rules = fc
  .record({ threshold: amounts, amount: amounts, more: fc.integer({ min: 0, max: 5_000_000 }) })
  .map(({ threshold, amount, more }) => ({ threshold, amount, dailyCap: amount + more }));

const facts: fc.Arbitrary<StandingFacts> = fc.record({
  last: fc.option(
    fc.record({
      kind: fc.constantFrom(...LEDGER_KINDS),
      balanceAfter: fc.integer({ min: -5_000, max: 5_000 }),
    }),
  ),
  rule: fc.option(rules),
  arrears: fc.option(amounts),
  asked: fc.boolean(),
  failures: fc.integer({ min: 0, max: 4 }),
  retryAt: fc.option(fc.constantFrom(new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 86_400_000))),
  dueAt: fc.option(fc.constantFrom(NOW, new Date(NOW.getTime() + 86_400_000))),
  recharge: fc.constantFrom('none' as const, 'open' as const, 'waiting' as const),
  now: fc.constant(NOW),
});

describe('the size of a recharge', () => {
  it('is the smallest multiple that is enough, and never takes a day above its cap', () => {
    fc.assert(
      fc.property(
        rules,
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        fc.integer({ min: 0, max: 2_000_000 }),
        fc.integer({ min: 0, max: 8_000_000 }),
        (rule, balance, needed, taken) => {
          const size = rechargeSize({ balance, needed }, rule, taken);
          expect(size % rule.amount).toBe(0);
          expect(size).toBeGreaterThanOrEqual(0);
          if (size > 0) expect(taken + size).toBeLessThanOrEqual(rule.dailyCap);
          const target = Math.max(rule.threshold, needed);
          const isEnough = size > 0 && balance + size >= target;
          if (isEnough) expect(size === rule.amount || balance + size - rule.amount < target).toBe(true);
          else expect(taken + size + rule.amount).toBeGreaterThan(rule.dailyCap);
        },
      ),
    );
  });
});

describe('a balance', () => {
  it('that a renewal took to nothing has paid for its period; any other that is used up is empty', () => {
    expect(isEmpty(null)).toBe(false);
    expect(isEmpty({ kind: 'renewal', balanceAfter: 0 })).toBe(false);
    expect(isEmpty({ kind: 'usage', balanceAfter: 0 })).toBe(true);
    expect(isEmpty({ kind: 'top_up', balanceAfter: 0 })).toBe(true);
    expect(isEmpty({ kind: 'refund', balanceAfter: -1 })).toBe(true);
    expect(isEmpty({ kind: 'usage', balanceAfter: 1 })).toBe(false);
  });

  it('recharges itself only by a rule, one at a time, and not after too many refusals', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { rechargeDueAt } = standingOf(given);
        if (rechargeDueAt === null) return;
        expect(given.rule).not.toBeNull();
        expect(given.recharge).toBe('none');
        expect(given.failures).toBeLessThan(MOST_REFUSALS);
        if (given.dueAt === null && given.retryAt !== null && given.retryAt > NOW)
          expect(rechargeDueAt).toEqual(given.retryAt);
      }),
    );
  });

  it('is short whether or not money is on its way, and helped only by what is on its way now', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const { rechargeDueAt, isShort, isHelped } = standingOf(given);
        expect(isShort).toBe(given.arrears !== null || isEmpty(given.last));
        expect(isHelped).toBe(given.recharge === 'open' || (rechargeDueAt !== null && rechargeDueAt <= NOW));
      }),
    );
  });
});

describe('a prepaid period', () => {
  it('that is paid on its day keeps its anchor, month ends included; a late one begins and is counted from the day', () => {
    const monthly = { anchorOn: '2026-01-31', period: 'P1M' };
    expect(prepaidPeriod(monthly, '2026-02-28')).toEqual({
      from: '2026-02-28',
      to: '2026-03-30',
      anchorOn: '2026-01-31',
    });
    expect(prepaidPeriod(monthly, '2026-03-05')).toEqual({
      from: '2026-03-05',
      to: '2026-04-04',
      anchorOn: '2026-03-05',
    });
  });

  it('begins on the day that it is paid, and the next one on the day after it ends', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.constantFrom('P1D', 'P1W', 'P1M', 'P3M', 'P1Y'),
        (anchor, late, period) => {
          const anchorOn = addDays('2024-01-01', anchor);
          const day = addDays(anchorOn, late);
          const first = prepaidPeriod({ anchorOn, period }, day);
          expect(first.from).toBe(day);
          const next = prepaidPeriod({ anchorOn: first.anchorOn, period }, addDays(first.to, 1));
          expect([next.from, next.anchorOn]).toEqual([addDays(first.to, 1), first.anchorOn]);
        },
      ),
    );
  });
});
