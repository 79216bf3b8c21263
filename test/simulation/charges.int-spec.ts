import { describe, expect, it } from '@jest/globals';
import { simulate } from './simulation.js';

interface Wish {
  readonly firstSeed?: number;
  readonly seeds?: number;
  readonly steps?: number;
}

// More by `npm run simulate -- charges`.
const { firstSeed = 1, seeds = 2, steps = 60 } = (globalThis as { simulation?: Wish }).simulation ?? {};

describe('charges with every fault at random places', () => {
  it.each(Array.from({ length: seeds }, (_, at) => firstSeed + at))(
    'of seed %i end as the vendors have them, to the cent',
    async (seed) => {
      const { faults, trace } = await simulate(seed, steps);
      expect({ seed, faults, trace: faults.length > 0 ? trace : [] }).toEqual({
        seed,
        faults: [],
        trace: [],
      });
    },
    300_000,
  );
});
