import { describe, expect, it } from '@jest/globals';
import { duePeriod, renewalStep, type BilledFacts, type DueFacts } from './renewal-plan.js';

const DUE: DueFacts = {
  anchorOn: '2031-01-31',
  period: 'P1M',
  nextInvoiceOn: '2031-02-28',
  autoRenew: true,
  state: 'active',
  timeZone: 'Asia/Riyadh',
  today: '2031-02-28',
};
const NEVER: BilledFacts = { wasBilled: false, isInvoiced: false };
const FEBRUARY = { from: '2031-02-28', to: '2031-03-30' };

function stepOf(
  due: Partial<DueFacts> = {},
  billed: Partial<BilledFacts> = {},
  stills: readonly (readonly [string, string | null])[] = [],
): ReturnType<typeof renewalStep> {
  const facts = { ...DUE, ...due };
  return renewalStep(
    facts,
    duePeriod(facts),
    { ...NEVER, ...billed },
    stills.map(([from, to]) => ({
      suspendedAt: new Date(from),
      liftedAt: to === null ? null : new Date(to),
    })),
  );
}

describe('a postpaid subscription that is due', () => {
  it('is invoiced for the period that begins, counted from its anchor', () => {
    expect(stepOf()).toEqual({ kind: 'invoice', period: FEBRUARY });
    expect(stepOf({ nextInvoiceOn: '2031-03-31', today: '2031-03-31' })).toEqual({
      kind: 'invoice',
      period: { from: '2031-03-31', to: '2031-04-29' },
    });
  });

  it('is invoiced for the first whole period when its day is within one', () => {
    expect(stepOf({ nextInvoiceOn: '2031-02-10' })).toEqual({ kind: 'invoice', period: FEBRUARY });
  });

  it('that is not renewed has its final invoice, then ends', () => {
    expect(stepOf({ autoRenew: false }).kind).toBe('invoice');
    expect(stepOf({ autoRenew: false }, { wasBilled: true }).kind).toBe('expire');
    expect(stepOf({ autoRenew: false, state: 'suspended' }, { wasBilled: true }).kind).toBe('expire');
    expect(stepOf({ autoRenew: false, state: 'suspended' }).kind).toBe('wait');
  });

  it('is not invoiced twice for a period', () => {
    expect(stepOf({}, { isInvoiced: true })).toEqual({ kind: 'skip', period: FEBRUARY, why: 'invoiced' });
  });

  const MISSED = { today: '2031-04-02' };
  // Its first and last moment in Riyadh.
  const BEGIN = '2031-02-27T21:00:00Z';
  const END = '2031-03-30T21:00:00Z';

  it.each([
    ['from before to after', [['2031-02-01T00:00:00Z', '2031-04-01T00:00:00Z']]],
    ['exactly through it', [[BEGIN, END]]],
    [
      'for one reason after another',
      [
        [BEGIN, '2031-03-15T00:00:00Z'],
        ['2031-03-10T00:00:00Z', END],
      ],
    ],
    ['until now', [[BEGIN, null]]],
  ] as const)('is not invoiced for a missed period through which it stood still: %s', (_, stills) => {
    expect(stepOf(MISSED, {}, stills)).toEqual({ kind: 'skip', period: FEBRUARY, why: 'suspended' });
  });

  it.each([
    ['began within it', [['2031-02-27T21:00:01Z', END]]],
    ['ended within it', [[BEGIN, '2031-03-30T20:59:59Z']]],
    [
      'paused within it',
      [
        [BEGIN, '2031-03-10T00:00:00Z'],
        ['2031-03-10T00:00:01Z', END],
      ],
    ],
    ['never was', []],
  ] as const)('is invoiced for a missed period when the standing still %s', (_, stills) => {
    expect(stepOf(MISSED, {}, stills).kind).toBe('invoice');
  });

  it('is invoiced for the running period once it goes on', () => {
    expect(stepOf({ today: '2031-03-30' }, {}, [[BEGIN, '2031-03-30T20:00:00Z']]).kind).toBe('invoice');
  });
});
