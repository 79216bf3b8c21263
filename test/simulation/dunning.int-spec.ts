import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simulateLadders } from './ladder-simulation.js';
import { World } from './world.js';

interface Wish {
  readonly firstSeed?: number;
  readonly seeds?: number;
}

// More by `npm run simulate -- dunning`, which says of each seed at once how it ended.
const wish = (globalThis as { simulation?: Wish }).simulation;
const { firstSeed = 1, seeds = 5 } = wish ?? {};

describe('ninety days of dunning with every fault at random places', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open();
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it.each(Array.from({ length: seeds }, (_, at) => firstSeed + at))(
    'of seed %i break no promise',
    async (seed) => {
      const { faults, trace } = await simulateLadders(world, seed);
      if (wish) process.stderr.write(`seed ${String(seed)}: ${faults.join('; ') || 'kept'}\n`);
      expect({ seed, faults, trace: faults.length > 0 ? trace : [] }).toEqual({
        seed,
        faults: [],
        trace: [],
      });
    },
    600_000,
  );
});
