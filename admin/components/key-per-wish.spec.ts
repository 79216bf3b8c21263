import { describe, expect, it } from '@jest/globals';
import { keyPerWish } from './key-per-wish.js';

describe('a key per wish', () => {
  const begin = (): ReturnType<typeof keyPerWish> => {
    let made = 0;
    return keyPerWish(() => String((made += 1)));
  };

  it('is the same however often one thing is asked for', () => {
    const keyed = begin();
    expect([keyed({ name: 'a' }), keyed({ name: 'a' })]).toEqual([
      { name: 'a', key: '1' },
      { name: 'a', key: '1' },
    ]);
  });

  it('is another one for something else, and the first again for the first', () => {
    const keyed = begin();
    expect([{ hours: 0 }, { hours: 24 }, { hours: 0 }].map((wish) => keyed(wish).key)).toEqual([
      '1',
      '2',
      '1',
    ]);
  });

  it('is of one dialog alone', () => {
    const keys = ['one', 'two'];
    const make = (): string => keys.shift() ?? '';
    expect([keyPerWish(make)({}).key, keyPerWish(make)({}).key]).toEqual(['one', 'two']);
  });
});
