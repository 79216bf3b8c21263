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

  it('is the default, while another usable method could take its place', () => {
    expect(obstacleTo(standard, [standard, usable], [])).toBe('default');
    expect(obstacleTo(usable, [standard, usable], [])).toBe('none');
  });

  it('is that nothing usable would be left, or what holds it', () => {
    expect(obstacleTo(standard, [standard, expired], [])).toBe('last');
    expect(obstacleTo(standard, [standard, expired], ['a subscription'])).toBe('held');
  });

  it('is nothing for a method that could not be charged anyway', () => {
    expect(obstacleTo(expired, [standard, expired], ['a subscription'])).toBe('none');
    expect(obstacleTo(method('d', { expired: true, is_default: true }), [], ['a subscription'])).toBe('none');
  });

  it('does not count methods that are going themselves', () => {
    expect(obstacleTo(standard, [standard, method('e', { status: 'removing' })], [])).toBe('last');
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
