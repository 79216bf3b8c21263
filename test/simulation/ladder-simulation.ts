import { asOne, differences, inWords, NEVER, unfinished } from './books.js';
import { act, pass, work, type LadderScene } from './ladder-acts.js';
import { castOf } from './ladder-cast.js';
import { LADDER_ENDS, LADDER_READS, LADDER_RULES } from './ladder-rules.js';
import { Random } from './random.js';
import type { Report } from './simulation.js';
import type { World } from './world.js';

// Before a change of the clocks in each of the zones that change them.
const BEGINS = Date.UTC(2027, 1, 20, 9);
const DAYS = 90;
const DAY_MS = 86_400_000;

const ALWAYS = asOne({ ...NEVER, ...LADDER_RULES }, LADDER_READS);

/** Ninety days of customers whose renewals fail, with everything that may happen to them; then our books beside the vendors'. */
export async function simulateLadders(world: World, seed: number): Promise<Report> {
  await world.renew();
  const random = new Random(seed);
  await world.setTime(new Date(BEGINS));
  const debtors = await castOf(world, random);
  let keys = 0;
  const key = (): string => `ladders-${String((keys += 1))}`;
  const scene: LadderScene = { world, random, debtors, key };
  const trace: string[] = [];
  while (world.time.getTime() < BEGINS + DAYS * DAY_MS) {
    for (let acts = random.pick([0, 0, 1, 1, 2]); acts > 0; acts -= 1) {
      trace.push(await act(scene));
    }
    trace.push(await pass(scene));
    trace.push(await work(scene));
    const faults = inWords(await world.rows('simulation-always', ALWAYS));
    if (faults.length > 0) return { trace, faults };
  }
  return { trace, faults: await ends(world) };
}

async function ends(world: World): Promise<string[]> {
  await world.settle(world.moneyJobs().filter((job) => /^(charge|collection|dunning)/.test(job)));
  const open = await world.rows<{ rule: string; id: string }>('simulation-ends', asOne(LADDER_ENDS), [
    world.time,
  ]);
  const always = await world.rows<{ rule: string; id: string }>('simulation-always', ALWAYS);
  return [...inWords([...always, ...open]), ...(await unfinished(world.a)), ...(await differences(world.a))];
}
