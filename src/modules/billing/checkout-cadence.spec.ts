import { describe, expect, it } from '@jest/globals';
import { nextAsk } from './checkout-cadence.js';

const NOW = new Date('2031-05-17T10:00:00Z');
const later = (ms: number): Date => new Date(NOW.getTime() + ms);
const HOUR = 3_600_000;

const young = {
  createdAt: NOW,
  expiresAt: later(24 * HOUR),
  checks: 0,
  saveMethod: false,
  paymentMethodId: null,
};

describe('when a vendor is asked for a checkout', () => {
  it('asks for an open one at gaps below a minute in its first hour, and when its page ends', () => {
    for (let at = NOW; at < later(HOUR);) {
      const next = nextAsk({ ...young, state: 'open' }, at);
      expect(next?.getTime()).toBeLessThan(at.getTime() + 60_000);
      at = next ?? later(HOUR);
    }
    const short = { ...young, expiresAt: later(20_000) };
    expect(nextAsk({ ...short, state: 'open' }, NOW)).toEqual(later(20_000));
  });

  it('asks for what is on its way ever more rarely, an hour apart at most', () => {
    expect(nextAsk({ ...young, state: 'processing' }, NOW)).toEqual(later(30_000));
    expect(nextAsk({ ...young, state: 'processing', checks: 30 }, NOW)).toEqual(later(HOUR));
  });

  it('asks for a paid one only while a method is to be kept, and not for ever', () => {
    expect(nextAsk({ ...young, state: 'succeeded' }, NOW)).toBeNull();
    const keeping = { ...young, state: 'succeeded', saveMethod: true } as const;
    expect(nextAsk(keeping, NOW)).toEqual(later(30_000));
    expect(nextAsk({ ...keeping, checks: 8 }, NOW)).toBeNull();
    expect(nextAsk({ ...keeping, paymentMethodId: 'kept' }, NOW)).toBeNull();
  });

  it.each(['failed', 'canceled', 'expired'] as const)(
    'asks a few times more for one that %s, since its page may have been paid at the last moment',
    (state) => {
      expect(nextAsk({ ...young, state }, later(24 * HOUR))).not.toBeNull();
      expect(nextAsk({ ...young, state }, later(9 * 24 * HOUR))).toBeNull();
    },
  );
});
