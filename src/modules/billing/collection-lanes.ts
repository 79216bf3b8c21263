import type { Vendor } from '../vendors/index.js';

const REST_MS = 60_000;
const MOST_AT_ONCE = 100;

/** Whether a vendor can be called: `free` now · `full` until a call ends · `away` for a while · `unknown`, for it has no keys here. */
export type Reach = 'free' | 'full' | 'away' | 'unknown';

interface Lane {
  readonly limit: number;
  running: number;
  readonly line: (() => void)[];
  restsUntil: number;
}

/**
 * How much is under way at each vendor: calls up to its limit, and as many again that wait in line, so that nobody waits for longer than a
 * call takes. A vendor that was found away rests, so that an outage costs a few charges and not all that are due.
 */
export class CollectionLanes {
  private readonly lanes: ReadonlyMap<Vendor, Lane>;

  constructor(
    limits: ReadonlyMap<Vendor, number>,
    private readonly real: () => Date,
  ) {
    this.lanes = new Map(
      [...limits].map(([vendor, limit]): [Vendor, Lane] => [
        vendor,
        { limit, running: 0, line: [], restsUntil: 0 },
      ]),
    );
  }

  /** How many more a vendor takes now; none of one that rests or is not configured. */
  room(vendor: Vendor): number {
    const lane = this.lanes.get(vendor);
    if (!lane || isResting(lane, this.real())) return 0;
    return Math.max(0, 2 * lane.limit - lane.running - lane.line.length);
  }

  /** Whether a vendor can be called when so many more are meant for it already. */
  reach(vendor: Vendor, meant: number): Reach {
    const lane = this.lanes.get(vendor);
    if (!lane) return 'unknown';
    if (isResting(lane, this.real())) return 'away';
    return meant < this.room(vendor) ? 'free' : 'full';
  }

  /**
   * How many to claim now: as many as the vendor with the most room takes, or, where the last claim met full ones, as the fullest of these
   * does, for what is due next is theirs as well. None before a quarter is free, so that not every call that ends makes a claim.
   */
  claimable(met: readonly Vendor[]): number {
    const rooms = [...(met.length > 0 ? met : this.lanes.keys())].map((vendor) => ({
      room: this.room(vendor),
      of: 2 * (this.lanes.get(vendor)?.limit ?? 0),
    }));
    const inOrder = rooms.toSorted((a, b) => a.room - b.room);
    const { room, of } = inOrder.at(met.length > 0 ? 0 : -1) ?? { room: 0, of: 0 };
    return room * 4 < of ? 0 : Math.min(room, MOST_AT_ONCE);
  }

  /** Does the work when its turn comes. */
  async run<T>(vendor: Vendor, work: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(vendor);
    if (!lane) throw new Error(`There is no lane to ${vendor}.`);
    if (lane.running < lane.limit) lane.running += 1;
    else await new Promise<void>((resolve) => lane.line.push(resolve));
    try {
      return await work();
    } finally {
      const next = lane.line.shift();
      if (next) next();
      else lane.running -= 1;
    }
  }

  /** The vendor was found away. */
  rest(vendor: Vendor): void {
    const lane = this.lanes.get(vendor);
    if (lane) lane.restsUntil = this.real().getTime() + REST_MS;
  }
}

function isResting({ restsUntil }: Lane, real: Date): boolean {
  return restsUntil > real.getTime();
}
