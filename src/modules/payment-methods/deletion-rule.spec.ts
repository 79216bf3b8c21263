import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideDeletion, type DeletionFacts } from './deletion-rule.js';

const last: DeletionFacts = {
  isDefault: true,
  isUsable: true,
  otherUsable: 0,
  isHeld: false,
  policy: 'block_if_required',
  confirmLast: true,
  force: false,
};

const facts = fc.record<DeletionFacts>({
  isDefault: fc.boolean(),
  isUsable: fc.boolean(),
  otherUsable: fc.nat(3),
  isHeld: fc.boolean(),
  policy: fc.constantFrom('warn', 'block_if_required', 'block'),
  confirmLast: fc.boolean(),
  force: fc.boolean(),
});

describe('decideDeletion', () => {
  it.each<[string, Partial<DeletionFacts>, string]>([
    ['keeps the default while another usable method exists', { otherUsable: 1 }, 'default_in_use'],
    ['keeps the default then even by force', { otherUsable: 1, force: true }, 'default_in_use'],
    [
      'removes another method without a question',
      { isDefault: false, otherUsable: 1, confirmLast: false },
      'remove',
    ],
    ['removes an expired default that stands alone', { isUsable: false, confirmLast: false }, 'remove'],
    ['asks before the last usable one goes', { confirmLast: false }, 'confirmation_required'],
    ['removes the last one once confirmed', {}, 'remove'],
    ['refuses the last one while something needs it', { isHeld: true }, 'last_in_use'],
    ['asks first even when it would refuse', { isHeld: true, confirmLast: false }, 'confirmation_required'],
    [
      'lets an admin force it, and stops automatic payment',
      { isHeld: true, force: true },
      'remove_and_stop_auto_pay',
    ],
    ['only warns under the policy warn', { isHeld: true, policy: 'warn' }, 'remove'],
    ['always refuses under the policy block', { policy: 'block' }, 'last_in_use'],
  ])('%s', (_, change, verdict) => {
    expect(decideDeletion({ ...last, ...change })).toBe(verdict);
  });

  it('never lets a held last method go without force, unless the policy only warns', () => {
    fc.assert(
      fc.property(facts, (given) => {
        fc.pre(
          given.isUsable &&
            given.otherUsable === 0 &&
            given.isHeld &&
            !given.force &&
            given.policy !== 'warn',
        );
        expect(decideDeletion(given)).not.toMatch(/^remove/);
      }),
    );
  });
});
