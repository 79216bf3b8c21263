import { describe, expect, it } from '@jest/globals';
import { Armoury, type FaultMatch, patternTest } from './fault-match.js';

describe('patternTest', () => {
  it.each([
    ['/v1/customers/:id', '/v1/customers/cus_1', true],
    ['/v1/customers/:id', '/v1/customers/cus_1/payment_methods', false],
    ['/v1/payment_*', '/v1/payment_intents', true],
    ['/v1/payment_*', '/v1/payment_intents/pi_1', false],
    ['/v1/**', '/v1/payment_intents/pi_1/confirm', true],
    ['payment_intent.*', 'payment_intent.succeeded', true],
    ['payment_intent.*', 'payment_intents', false],
  ])('%s against %s is %s', (pattern, text, matches) => {
    expect(patternTest(pattern)(text)).toBe(matches);
  });
});

describe('Armoury', () => {
  const armoury = (...faults: FaultMatch[]): Armoury<FaultMatch> => {
    const made = new Armoury<FaultMatch>('f', () => (subject) => subject === 'hit');
    for (const fault of faults) made.add(fault);
    return made;
  };
  const strikes = (made: Armoury<FaultMatch>, calls: number): boolean[] =>
    Array.from({ length: calls }, () => made.take('hit') !== null);

  it('strikes once unless told', () => {
    expect(strikes(armoury({}), 3)).toEqual([true, false, false]);
  });

  it('strikes from the nth match on, as often as told', () => {
    expect(strikes(armoury({ nth: 2, times: 2 }), 5)).toEqual([false, true, true, false, false]);
  });

  it('strikes for ever with 0 times', () => {
    expect(strikes(armoury({ times: 0 }), 3)).toEqual([true, true, true]);
  });

  it('counts only matches', () => {
    const made = armoury({ nth: 2 });
    expect([made.take('miss'), made.take('hit'), made.take('miss'), made.take('hit')]).toEqual([
      null,
      null,
      null,
      { nth: 2 },
    ]);
  });

  it('lets the first fault strike first', () => {
    const made = armoury({ times: 1 }, { times: 5 });
    expect([made.take('hit')?.times, made.take('hit')?.times]).toEqual([1, 5]);
  });
});
