import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simulateLadders } from './ladder-simulation.js';
import { World } from './world.js';

interface Wish {
  readonly firstSeed?: number;
  readonly seeds?: number;
}

// Seeds that share their ninety days: always the same ones, so that a seed which is asked for again meets what it met.
const TOGETHER = 10;

// More by `npm run simulate -- dunning`, which says of each seed at once how it ended.
const wish = (globalThis as { simulation?: Wish }).simulation;
const { firstSeed = 1, seeds = 50 } = wish ?? {};
const lastSeed = firstSeed + seeds - 1;
const begins = firstSeed - ((firstSeed - 1) % TOGETHER);
const runs = Array.from({ length: Math.ceil((lastSeed - begins + 1) / TOGETHER) }, (_, run) =>
  Array.from({ length: TOGETHER }, (__, at) => begins + run * TOGETHER + at),
);

describe('ninety days of dunning with every fault at random places', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.open();
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  it.each(runs.map((run) => ({ from: run[0], to: run.at(-1), run })))(
    'of seeds $from to $to break no promise',
    async ({ run }) => {
      const { course, faults, offenders, traces } = await simulateLadders(world, run);
      if (wish) say(run, faults, offenders);
      const seeds = faults.length > 0 && offenders.length === 0 ? run : offenders;
      const broken = [];
      for (const seed of seeds) {
        const alone = await simulateLadders(world, [seed], course);
        broken.push({ seed, trace: traces.get(seed), alone: alone.faults });
      }
      expect({ faults, broken }).toEqual({ faults: [], broken: [] });
    },
    600_000,
  );
});

function say(run: readonly number[], faults: readonly string[], offenders: readonly number[]): void {
  const isKept = (seed: number): boolean =>
    faults.length === 0 || (offenders.length > 0 && !offenders.includes(seed));
  for (const seed of run)
    process.stderr.write(`seed ${String(seed)}: ${isKept(seed) ? 'kept' : faults.join('; ')}\n`);
}
