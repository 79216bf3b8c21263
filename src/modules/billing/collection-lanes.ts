import type { Vendor } from '../vendors/index.js';

const REST_MS = 60_000;

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
    if (!lane || lane.restsUntil > this.real().getTime()) return 0;
    return Math.max(0, 2 * lane.limit - lane.running - lane.line.length);
  }

  /** The most that any vendor takes now, and what it takes at all. */
  mostRoom(): { readonly room: number; readonly of: number } {
    let most = { room: 0, of: 0 };
    for (const [vendor, { limit }] of this.lanes) {
      const room = this.room(vendor);
      if (room >= most.room) most = { room, of: 2 * limit };
    }
    return most;
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
