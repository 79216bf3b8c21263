import { describe, expect, it } from '@jest/globals';
import {
  canBecome,
  isLiftedByPayment,
  isLive,
  stateAtStart,
  SUBSCRIPTION_STATES,
  SUSPENSION_REASONS,
} from './subscription-states.js';

describe('subscription states', () => {
  it('never leaves an end', () => {
    for (const end of ['terminated', 'expired'] as const)
      for (const state of SUBSCRIPTION_STATES) expect(canBecome(end, state)).toBe(false);
  });

  it('can end from every state that is not an end', () => {
    for (const state of SUBSCRIPTION_STATES.filter(isLive)) expect(canBecome(state, 'terminated')).toBe(true);
  });

  it('never goes back to waiting for a method', () => {
    for (const state of SUBSCRIPTION_STATES) expect(canBecome(state, 'pending_payment_method')).toBe(false);
  });

  it('cannot suspend a service that has not begun', () => {
    expect(canBecome('pending_payment_method', 'suspended')).toBe(false);
  });

  it('lets a payment lift what a payment caused, and nothing else', () => {
    expect(SUSPENSION_REASONS.filter(isLiftedByPayment)).toEqual(['non_payment', 'prepaid_empty']);
  });

  it.each([
    [true, false, 'pending_payment_method'],
    [true, true, 'active'],
    [false, false, 'active'],
    [false, true, 'active'],
  ] as const)('one that requires a method (%p) with one at hand (%p) starts %s', (requires, has, state) => {
    expect(stateAtStart(requires, has)).toBe(state);
  });
});
