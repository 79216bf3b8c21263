import type { Vendor } from '../vendors/index.js';

const REST_MS = 60_000;
const MOST_AT_ONCE = 250;

// While a claim is written, and another waits behind it, calls go on with what is in line.
const AHEAD_MS = 500;
const SHORTEST_CALL_MS = 10;
const MOST_AHEAD = 500;

/** Whether a vendor can be called: `free` now · `full` until a call ends · `away` for a while · `unknown`, for it has no keys here. */
export type Reach = 'free' | 'full' | 'away' | 'unknown';

interface Lane {
  readonly limit: number;
  running: number;
  readonly line: (() => void)[];
  restsUntil: number;
  /** How long a call takes, of late; null before the first has ended. */
  callMs: number | null;
  /** How many calls it holds, under way and in line. */
  places: number;
}

/**
 * How much is under way at each vendor: calls up to its limit, and in line as many again, or what it answers within half a second
 * where that is more, so that nobody waits for much longer than a call takes. A vendor that was found away rests, so that an outage costs a
 * few charges and not all that are due.
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
        { limit, running: 0, line: [], restsUntil: 0, callMs: null, places: 2 * limit },
      ]),
    );
  }

  /** How many more a vendor takes now; none of one that rests or is not configured. */
  room(vendor: Vendor): number {
    const lane = this.lanes.get(vendor);
    if (!lane || isResting(lane, this.real())) return 0;
    return Math.max(0, lane.places - lane.running - lane.line.length);
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
    // Only here, so that a claim finds the room that it was made for.
    for (const lane of this.lanes.values()) lane.places = placesOf(lane);
    const rooms = [...(met.length > 0 ? met : this.lanes.keys())].map((vendor) => ({
      room: this.room(vendor),
      of: this.lanes.get(vendor)?.places ?? 0,
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
    const begunAt = this.real().getTime();
    try {
      return await work();
    } finally {
      const tookMs = this.real().getTime() - begunAt;
      lane.callMs = lane.callMs === null ? tookMs : lane.callMs + (tookMs - lane.callMs) / 8;
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

function placesOf({ limit, callMs }: Lane): number {
  const inTime = callMs === null ? 0 : (limit * AHEAD_MS) / Math.max(callMs, SHORTEST_CALL_MS);
  return limit + Math.max(limit, Math.min(Math.floor(inTime), MOST_AHEAD));
}

function isResting({ restsUntil }: Lane, real: Date): boolean {
  return restsUntil > real.getTime();
}
