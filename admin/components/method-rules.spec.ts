import { describe, expect, it } from '@jest/globals';
import { expiresSoon, obstacleTo } from './method-rules.js';

const method = (id: string, change: object = {}) => ({
  id,
  status: 'active' as const,
  expired: false,
  is_default: false,
  ...change,
});

describe('what stands in the way of a removal', () => {
  const usable = method('a');
  const standard = method('b', { is_default: true });
  const expired = method('c', { expired: true });
  const free = { holds: [], policy: 'block_if_required' } as const;
  const held = { holds: ['a subscription'], policy: 'block_if_required' } as const;

  it('is the default, while another usable method could take its place', () => {
    expect(obstacleTo(standard, [standard, usable], free)).toBe('default');
    expect(obstacleTo(usable, [standard, usable], free)).toBe('none');
  });

  it('is that nothing usable would be left, or what holds it', () => {
    expect(obstacleTo(standard, [standard, expired], free)).toBe('last');
    expect(obstacleTo(standard, [standard, expired], held)).toBe('held');
  });

  it('is as strict with the last one as the policy says', () => {
    expect(obstacleTo(standard, [standard], { ...held, policy: 'warn' })).toBe('last');
    expect(obstacleTo(standard, [standard], { ...free, policy: 'block' })).toBe('held');
  });

  it('is nothing for a method that could not be charged anyway', () => {
    expect(obstacleTo(expired, [standard, expired], held)).toBe('none');
    expect(obstacleTo(method('d', { expired: true, is_default: true }), [], held)).toBe('none');
  });

  it('does not count methods that are going themselves', () => {
    expect(obstacleTo(standard, [standard, method('e', { status: 'removing' })], free)).toBe('last');
  });
});

describe('expiring soon', () => {
  it('counts to the last day of the month', () => {
    expect(expiresSoon({ exp_month: 1, exp_year: 2027 }, '2026-12-02')).toBe(true);
    expect(expiresSoon({ exp_month: 1, exp_year: 2027 }, '2026-12-01')).toBe(false);
    expect(expiresSoon({ exp_month: 11, exp_year: 2026 }, '2026-12-02')).toBe(true);
    expect(expiresSoon({ exp_month: null, exp_year: null }, '2026-12-02')).toBe(false);
  });
});
