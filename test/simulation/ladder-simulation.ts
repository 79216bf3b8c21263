import { asOne, differences, inWords, NEVER, unfinished } from './books.js';
import { act, type LadderScene } from './ladder-acts.js';
import { debtorOf, nameOf } from './ladder-cast.js';
import { live, liveOn, nextStretch, type Stretch } from './ladder-course.js';
import { LADDER_ENDS, LADDER_READS, LADDER_RULES } from './ladder-rules.js';
import { Random } from './random.js';
import type { World } from './world.js';

// Before a change of the clocks in each of the zones that change them.
const BEGINS = Date.UTC(2027, 1, 20, 9);
const DAYS = 90;
const DAY_MS = 86_400_000;

const ALWAYS = asOne({ ...NEVER, ...LADDER_RULES }, LADDER_READS);

interface Offence {
  readonly rule: string;
  readonly id: string;
}

/** What seeds that shared their ninety days did, and what was wrong then. */
export interface LadderReport {
  /** Can be lived through again, by fewer seeds too. */
  readonly course: readonly Stretch[];
  /** Each seed's acts between the stretches, in a few words. */
  readonly traces: ReadonlyMap<number, readonly string[]>;
  readonly faults: readonly string[];
  /** Seeds whose customers the faults are about, where that can be told. */
  readonly offenders: readonly number[];
}

/**
 * Ninety days of customers whose renewals fail, one of each seed, with everything that may happen to them; then our books beside the vendors'.
 * The seeds share the days, as those of a business do, and with them a vendor's faults; how the days go follows from the first one.
 */
export async function simulateLadders(
  world: World,
  seeds: readonly number[],
  given?: readonly Stretch[],
): Promise<LadderReport> {
  await world.renew();
  await world.setTime(new Date(BEGINS));
  const scenes = new Map<number, LadderScene>();
  for (const seed of seeds) scenes.set(seed, await sceneOf(world, seed));
  const traces = new Map(seeds.map((seed): [number, string[]] => [seed, []]));
  const random = new Random(~(seeds[0] ?? 0));
  const course: Stretch[] = [];
  const report = async (offences: readonly Offence[], others: readonly string[] = []) => ({
    course,
    traces,
    faults: [...inWords(offences), ...others],
    offenders: await offendersOf(world, seeds, offences),
  });
  while (world.time.getTime() < BEGINS + DAYS * DAY_MS) {
    for (const [seed, scene] of scenes)
      if (scene.random.chance(ACTS_A_STRETCH)) traces.get(seed)?.push(await act(scene));
    const stretch = given?.[course.length] ?? (await nextStretch(world, random));
    course.push(stretch);
    const said = await live(world, stretch);
    for (const trace of traces.values()) trace.push(said);
    const offences = await world.rows<Offence>('simulation-always', ALWAYS);
    if (offences.length > 0) return report(offences);
  }
  await liveOn(world);
  const open = await world.rows<Offence>('simulation-ends', asOne(LADDER_ENDS), [world.time]);
  const always = await world.rows<Offence>('simulation-always', ALWAYS);
  return report([...always, ...open], [...(await unfinished(world.a)), ...(await differences(world.a))]);
}

const ACTS_A_STRETCH = 0.4;

async function sceneOf(world: World, seed: number): Promise<LadderScene> {
  const random = new Random(seed);
  const debtor = await debtorOf(world, random, seed);
  let keys = 0;
  return { world, random, debtor, key: () => `ladders-${String(seed)}-${String((keys += 1))}` };
}

const OWNERS = `SELECT DISTINCT c.name FROM customers c WHERE c.id = ANY ($1::uuid[])
  OR c.id IN (SELECT customer_id FROM subscriptions WHERE id = ANY ($1) UNION SELECT customer_id FROM invoices WHERE id = ANY ($1)
    UNION SELECT customer_id FROM payments WHERE id = ANY ($1) UNION SELECT customer_id FROM dunning_cases WHERE id = ANY ($1)
    UNION SELECT customer_id FROM payment_methods WHERE id = ANY ($1))`;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

async function offendersOf(
  world: World,
  seeds: readonly number[],
  offences: readonly Offence[],
): Promise<number[]> {
  const ids = offences.flatMap(({ id }) => id.match(UUID) ?? []);
  if (ids.length === 0) return [];
  const owners = await world.rows<{ name: string }>('simulation-owners', OWNERS, [ids]);
  const names = new Set(owners.map(({ name }) => name));
  return seeds.filter((seed) => names.has(nameOf(seed)));
}
