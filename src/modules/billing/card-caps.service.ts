import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { runKept } from '../../common/database/statements.js';
import { CARD_TRIES } from './billing-queries.js';
import { NetworkCapReached } from './billing.errors.js';
import { CardTries, type CardAsker, type TriedCard } from './card-tries.js';

/** What the networks let a card be asked. Its customer is locked by whoever asks, so that two at once are counted one after the other. */
@Injectable()
export class CardCaps {
  constructor(private readonly clock: Clock) {}

  /** When the cards of these methods were asked, in one statement however many they are. */
  async tries(tx: EntityManager, methodIds: readonly string[]): Promise<CardTries> {
    if (methodIds.length === 0) return new CardTries([]);
    const tried: TriedCard[] = await runKept(tx, CARD_TRIES, [methodIds, this.clock.now()]);
    return new CardTries(tried);
  }

  /** From when on one method may be asked; null for now. */
  async freeFrom(tx: EntityManager, methodId: string, asker: CardAsker): Promise<Date | null> {
    return (await this.tries(tx, [methodId])).ask(methodId, asker, this.clock.now());
  }

  /** Throws 409 for a method that may not be asked now. */
  async refuse(tx: EntityManager, methodId: string, asker: CardAsker): Promise<void> {
    const free = await this.freeFrom(tx, methodId, asker);
    if (free !== null) throw new NetworkCapReached(free);
  }
}
