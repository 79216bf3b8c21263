import { DunningSweep } from '../../src/modules/dunning/index.js';
import type { Random } from './random.js';
import type { World } from './world.js';

const HOUR = 60;
const DAY = 24 * HOUR;

/** How far time goes, and who does then what is due. */
export interface Stretch {
  readonly minutes: number;
  /** One instance, both at once, or the second, which is killed after so many messages. */
  readonly how: 'one' | 'both' | 'killed';
  readonly by: 'a' | 'b';
  readonly messages: number;
  readonly isMailed: boolean;
}

const DUE = `SELECT min(at) AS at FROM (SELECT min(next_due_at) AS at FROM dunning_cases WHERE next_due_at > $1
  UNION ALL SELECT min(collect_at) FROM invoices WHERE collect_at > $1
  UNION ALL SELECT min(next_check_at) FROM payment_attempts WHERE next_check_at > $1) due`;

/** To the next instant at which anything is due, or by some hours or days, at most twenty. */
export async function nextStretch(world: World, random: Random): Promise<Stretch> {
  const to = random.weighted({ due: 9, hours: 2, day: 4, days: 5, long: 2 });
  const [next] = await world.rows<{ at: Date | null }>('simulation-due', DUE, [world.time]);
  const wait = next?.at ? Math.ceil((next.at.getTime() - world.time.getTime()) / 60_000) : 3 * DAY;
  const ways = {
    due: Math.max(1, wait),
    hours: random.int(1, 12) * HOUR,
    day: DAY,
    days: random.int(2, 5) * DAY,
    long: random.int(8, 20) * DAY,
  };
  return {
    minutes: Math.min(ways[to], 20 * DAY),
    how: random.weighted({ one: 16, both: 3, killed: 1 }),
    by: random.pick(['a', 'a', 'a', 'b'] as const),
    messages: random.int(0, 60),
    isMailed: random.chance(0.6),
  };
}

/** Time passes, and what is due then is done; says in a few words what it was. */
export async function live(world: World, { minutes, how, by, messages, isMailed }: Stretch): Promise<string> {
  await world.pass(minutes);
  await doJobs(world, by);
  const sweep = (on: 'a' | 'b'): Promise<number> =>
    world[on].app.get(DunningSweep).run(world.time, new AbortController().signal);
  if (how === 'killed') await world.killedAfter(messages, () => sweep('b'));
  if (how === 'both') await Promise.all([sweep('a'), sweep('b'), sweep('a')]);
  else await sweep(how === 'killed' ? 'a' : by);
  if (isMailed) await mail(world);
  return `${world.time.toISOString()} ${how} ${by}`;
}

const RENEWED = `SELECT FROM subscriptions WHERE next_invoice_on <= ($1::timestamptz AT TIME ZONE 'UTC')::date + 1`;

/** The jobs before dunning that have anything to do; the others would only find nothing. */
const JOBS = `SELECT DISTINCT 'charge-reconciliation-' || vendor AS job, 1 AS nth FROM payment_attempts WHERE next_check_at <= $1
  UNION ALL SELECT DISTINCT 'charge-reconciliation-' || a.vendor, 1 FROM refunds r JOIN payment_attempts a ON a.id = r.attempt_id
    WHERE r.next_check_at <= $1
  UNION ALL SELECT 'renewals', 2 WHERE EXISTS (${RENEWED})
  UNION ALL SELECT 'collection', 3 WHERE EXISTS (${RENEWED}) OR EXISTS (SELECT FROM invoices WHERE collect_at <= $1)
  ORDER BY nth, job`;
const UNSENT = `SELECT 1 FROM messages WHERE state = 'queued' AND not_before <= $1 LIMIT 1`;

async function mail(world: World): Promise<void> {
  const waiting = await world.rows('simulation-unsent', UNSENT, [world.time]);
  if (waiting.length > 0) await world.runJob('a', 'deliver-messages');
}

async function doJobs(world: World, on: 'a' | 'b'): Promise<void> {
  const due = await world.rows<{ job: string }>('simulation-jobs', JOBS, [world.time]);
  for (const job of new Set(due.map((row) => row.job))) await world.runJob(on, job);
}

/** Lets everything come to its end, by whatever is due within some days without faults. */
export async function liveOn(world: World): Promise<void> {
  await world.endFaults();
  for (const minutes of [1, 2, 11, 11, 60, 60, 120, 1500, 60, 11])
    await live(world, { minutes, how: 'one', by: 'a', messages: 0, isMailed: true });
}
