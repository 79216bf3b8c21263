import { describe, expect, it } from '@jest/globals';
import { policyFaults } from './policy-rules.js';
import { DEFAULT_POLICY, type DunningPolicy } from './dunning-policy.js';
import { fieldMessageAr } from '../../common/i18n/field-messages.js';

const none = { mail: null, warnsOf: null, acts: [] } as const;

const BROKEN: readonly Partial<DunningPolicy>[] = [
  { stages: { grace: 1, warning: 9, suspended: 8, terminated: 7 } },
  { retryDays: [3, 2, 20] },
  {
    steps: [
      { ...none, day: 4 },
      { ...none, day: 3 },
    ],
  },
  { steps: [{ day: 1, mail: 'payment_warning', warnsOf: null, acts: [] }] },
  { steps: [{ day: 1, mail: 'payment_failed', warnsOf: 'suspend', acts: [] }] },
  {
    steps: [{ day: 2, mail: null, warnsOf: 'suspend', acts: ['suspend', 'collections', 'inventory_return'] }],
  },
  { steps: [{ day: 8, mail: 'final_notice', warnsOf: null, acts: ['suspend'] }] },
  { warnDaysBefore: 30 },
  {
    caps: {
      visa: { per24h: null, per30d: 40, byHandPer30d: 30 },
      mastercard: { per24h: null, per30d: 35, byHandPer30d: 35 },
      other: { per24h: null, per30d: 15, byHandPer30d: 15 },
    },
  },
];

describe('what is wrong with a ladder', () => {
  it.each(BROKEN)('is told in Arabic too: %j', (change) => {
    const faults = policyFaults({ ...DEFAULT_POLICY, ...change });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.filter(({ message }) => fieldMessageAr({ message }) === null)).toEqual([]);
  });
});
