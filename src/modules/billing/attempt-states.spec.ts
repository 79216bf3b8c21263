import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChargeOutcome, Decline } from '../vendors/index.js';
import { attemptAfter, isOpen } from './attempt-states.js';
import { ATTEMPT_STATES, type AttemptState } from './billing-vocabulary.js';

const ASKED = { amount: 1200, currency: 'GBP' };

const decline = (bucket: Decline['bucket']): Decline => ({
  bucket,
  hint: 'contact_bank',
  code: 'code',
  adviceCode: null,
  networkAdviceCode: null,
  networkDeclineCode: null,
  retryable: false,
});

const succeeded = (amount = 1200, currency = 'GBP'): ChargeOutcome => ({
  status: 'succeeded',
  vendorChargeId: 'ch',
  amount: { amount, currency },
  refunded: { amount: 0, currency },
  networkTransactionId: null,
});

const refused = (bucket: Decline['bucket']): ChargeOutcome => ({
  status: 'declined',
  vendorChargeId: null,
  decline: decline(bucket),
});

const OUTCOMES: readonly ChargeOutcome[] = [
  succeeded(),
  succeeded(1201),
  { status: 'pending', vendorChargeId: 'ch' },
  {
    status: 'requires_action',
    vendorChargeId: 'ch',
    nextAction: { type: 'redirect', url: 'https://bank.example' },
  },
  refused('funds'),
  refused('canceled'),
  { status: 'unknown', vendorChargeId: null, reason: 'timeout' },
];

describe('an attempt', () => {
  it.each([
    [succeeded(), 'succeeded'],
    [succeeded(1201), 'review'],
    [succeeded(1200, 'USD'), 'review'],
    [refused('funds'), 'declined'],
    [refused('canceled'), 'canceled'],
    [{ status: 'unknown', vendorChargeId: null, reason: 'timeout' } as const, 'unknown'],
  ])('that has begun follows its outcome', (outcome, state) => {
    expect(attemptAfter('started', outcome, ASKED)).toBe(state);
  });

  it.each(['succeeded', 'review'] as const)('that is %s stays so, whatever comes', (state) => {
    for (const outcome of OUTCOMES) expect(attemptAfter(state, outcome, ASKED)).toBeNull();
  });

  it('that was refused is only changed by money that was taken', () => {
    for (const state of ['declined', 'canceled'] as const)
      for (const outcome of OUTCOMES)
        expect(attemptAfter(state, outcome, ASKED) !== null).toBe(outcome.status === 'succeeded');
  });

  it('ends alike in whatever order and however often its news comes, once money was taken', () => {
    const news = fc.array(fc.constantFrom(...OUTCOMES.filter((one) => one !== OUTCOMES[1])), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(news, fc.nat(12), (some, place) => {
        const all = [...some.slice(0, place), succeeded(), ...some.slice(place)];
        const end = all.reduce<AttemptState>(
          (state, one) => attemptAfter(state, one, ASKED) ?? state,
          'started',
        );
        expect(end).toBe('succeeded');
      }),
    );
  });

  it('never begins again', () => {
    for (const state of ATTEMPT_STATES)
      for (const outcome of OUTCOMES) {
        const next = attemptAfter(state, outcome, ASKED);
        expect(next).not.toBe('started');
        if (!isOpen(state) && next !== null) expect(isOpen(next)).toBe(false);
      }
  });
});
