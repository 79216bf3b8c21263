import { act, newPayer, subscribe, type Cast, type Payer } from './acts.js';
import { broken, differences, unfinished } from './books.js';
import { Random } from './random.js';
import { World } from './world.js';

const BEGINS = Date.UTC(2027, 0, 15, 9);

/** What one seed did and what was wrong in the end; nothing is when `faults` is empty. */
export interface Report {
  /** Each act in a few words. */
  readonly trace: readonly string[];
  readonly faults: readonly string[];
}

/** Lives through one seed: acts and faults by chance, then the end of everything that is open, then our books beside the vendors'. */
export async function simulate(seed: number, steps: number): Promise<Report> {
  await using world = await World.open();
  const random = new Random(seed);
  await world.setTime(new Date(BEGINS));
  const payers = [await newPayer(world), await newPayer(world)];
  const prepaid: { id: string; payer: Payer }[] = [];
  for (const payer of payers) {
    await subscribe(world, payer, 'postpaid');
    prepaid.push({ id: await subscribe(world, payer, 'prepaid'), payer });
  }
  const cast: Cast = { payers, prepaid, invoices: [], payments: [] };
  let keys = 0;
  const key = (): string => `simulation-${String((keys += 1))}`;
  const trace: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    trace.push(await act({ world, random, cast, key }));
    const faults = await broken(world.a);
    if (faults.length > 0) return { trace, faults };
  }
  await world.settle();
  const faults = [
    ...(await broken(world.a)),
    ...(await unfinished(world.a)),
    ...(await differences(world.a)),
  ];
  return { trace, faults };
}
