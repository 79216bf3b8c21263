import { describe, expect, it } from '@jest/globals';
import { CardTries, type CardAsker } from './card-tries.js';

const NOW = new Date('2027-03-31T09:00:00Z');
const DAY_MS = 86_400_000;

function tried(brand: string, count: number, refusals = count): CardTries {
  const times = Array.from({ length: count }, (_, at) => new Date(NOW.getTime() - (20 - at) * DAY_MS));
  const refused = times.slice(0, refusals);
  return new CardTries(['one', 'two'].map((methodId) => ({ methodId, brand, card: 'card', times, refused })));
}

describe('asking a card', () => {
  it.each<[string, CardAsker, number]>([
    ['visa', 'by_itself', 15],
    ['visa', 'by_hand', 20],
    ['visa', 'decided', 20],
    ['amex', 'by_itself', 15],
    ['amex', 'by_hand', 15],
    ['amex', 'decided', 20],
  ])('%s %s is let through %i times in 30 days', (brand, asker, most) => {
    expect(tried(brand, most - 1).ask('one', asker, NOW)).toBeNull();
    expect(tried(brand, most).ask('one', asker, NOW)).toEqual(new Date(NOW.getTime() + 10 * DAY_MS));
  });

  it('counts what is about to be asked, by whichever method the card is kept', () => {
    const tries = tried('visa', 14);
    expect(tries.ask('one', 'by_itself', NOW)).toBeNull();
    expect(tries.ask('two', 'by_itself', NOW)).not.toBeNull();
    expect(tries.ask('two', 'by_hand', NOW)).toBeNull();
  });

  it('waits for what may yet pay, and for nothing that was refused', () => {
    expect(tried('visa', 15, 14).isInSuspense('one', 'by_itself', NOW)).toBe(true);
    expect(tried('visa', 15).isInSuspense('one', 'by_itself', NOW)).toBe(false);
    expect(tried('visa', 14, 0).isInSuspense('one', 'by_itself', NOW)).toBe(false);
  });
});
