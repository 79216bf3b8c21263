import { describe, expect, it } from '@jest/globals';
import { verdictOf, type LinkFacts } from './care-link-rule.js';

const now = new Date('2026-01-10T00:00:00Z');
const link: LinkFacts = {
  customerId: 'c',
  purpose: 'pay',
  paymentMethodId: null,
  expiresAt: new Date('2026-01-11T00:00:00Z'),
  revoked: false,
};

describe('verdictOf', () => {
  it('opens a link in its time', () => {
    expect(verdictOf(link, { inTime: true, now })).toBe('open');
    expect(verdictOf({ ...link, expiresAt: null }, { inTime: true, now })).toBe('open');
  });

  it('refuses one whose token or row is too old', () => {
    expect(verdictOf(link, { inTime: false, now })).toBe('expired');
    expect(verdictOf({ ...link, expiresAt: now }, { inTime: true, now })).toBe('expired');
  });

  it('refuses one that was taken back, whatever its age', () => {
    expect(verdictOf({ ...link, revoked: true }, { inTime: true, now })).toBe('revoked');
    expect(verdictOf({ ...link, revoked: true }, { inTime: false, now })).toBe('revoked');
  });
});
