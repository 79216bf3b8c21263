import { CARD_CAPS, freeFrom, NETWORK_LIMITS, networkOf } from '../../common/card-caps.js';

/**
 * Who wishes to ask a card: the product `by_itself`, a person `by_hand`, or a ladder that has `decided` under caps of its own and is held by the
 * networks' limits only.
 */
export type CardAsker = 'by_itself' | 'by_hand' | 'decided';

/** A method, what its network counts it by, its customer's own, and when that was asked in the last 30 days and did not pay, the earliest first. */
export interface TriedCard {
  readonly methodId: string;
  readonly brand: string | null;
  readonly card: string;
  readonly times: readonly Date[];
  /** Those of them that have come to a refusal; of the others it is not known yet. */
  readonly refused: readonly Date[];
}

/** When cards were asked, with those that are about to be: of two methods that are one card both count. */
export class CardTries {
  private readonly times = new Map<string, number[]>();
  private readonly methods = new Map<string, TriedCard>();

  constructor(tried: readonly TriedCard[]) {
    for (const one of tried) {
      this.methods.set(one.methodId, one);
      this.times.set(
        one.card,
        one.times.map((at) => at.getTime()),
      );
    }
  }

  /** Notes that a method is asked now and answers null, or else from when on it may be. */
  ask(methodId: string, asker: CardAsker, now: Date): Date | null {
    const method = this.methods.get(methodId);
    const times = method && this.times.get(method.card);
    if (!method || !times) return null;
    const free = freeAt(method, times, { asker, now });
    if (free > now) return free;
    times.push(now.getTime());
    return null;
  }

  /** Whether a method is held back by charges alone of which it is not known yet whether they pay. */
  isInSuspense(methodId: string, asker: CardAsker, now: Date): boolean {
    const method = this.methods.get(methodId);
    if (!method) return false;
    const refused = method.refused.map((at) => at.getTime());
    const isFull = freeAt(method, this.times.get(method.card) ?? [], { asker, now }) > now;
    return isFull && freeAt(method, refused, { asker, now }) <= now;
  }
}

function freeAt(
  { brand }: TriedCard,
  times: readonly number[],
  { asker, now }: { readonly asker: CardAsker; readonly now: Date },
): Date {
  const caps = (asker === 'decided' ? NETWORK_LIMITS : CARD_CAPS)[networkOf(brand)];
  return freeFrom(caps, times, { byHand: asker === 'by_hand', from: now });
}
