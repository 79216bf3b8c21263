import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CaseCharges, type CaseCharge } from './case-charges.service.js';
import { DUNNING_ACTOR } from './case-journal.service.js';
import { CaseRound } from './case-round.service.js';
import { inTurns } from './in-turns.js';

const MOST_STEPS = 20;
const CHARGES_AT_ONCE = 4;

/** What looking at several cases came to. */
interface Looked {
  /** Of how many something was done. */
  readonly done: number;
  /** Those of customers whom somebody else had locked: they were not looked at. */
  readonly held: readonly string[];
  /** Those whose charge could not be made, with what was in its way. */
  readonly failed: ReadonlyMap<string, unknown>;
}

/**
 * Looks at cases and does what their policies say now: effects and decisions in one transaction under the customers' locks, charges outside of
 * any, then again until nothing is due. However often and by however many they are looked at, everything is done once.
 */
@Injectable()
export class CaseEvaluation {
  constructor(
    private readonly db: DataSource,
    private readonly round: CaseRound,
    private readonly charges: CaseCharges,
  ) {}

  /** Looks at one, once whoever has locked its customer is done; says whether anything was done. */
  async look(id: string): Promise<boolean> {
    let did = false;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const next = await this.db.transaction((tx) => this.round.one(tx, id));
      did ||= next.did.length > 0;
      const [charge] = next.charges;
      if (!charge) return did;
      await this.charges.make(charge, DUNNING_ACTOR);
    }
    return did;
  }

  /** Looks at several in common; throws where that cannot be done in common. */
  async lookAtAll(ids: readonly string[]): Promise<Looked> {
    const done = new Set<string>();
    const held: string[] = [];
    const failed = new Map<string, unknown>();
    const made = new Map<string, number>();
    let left = ids;
    while (left.length > 0) {
      const asked = left;
      const round = await this.db.transaction((tx) => this.round.several(tx, asked));
      for (const id of round.did) done.add(id);
      held.push(...round.held);
      await inTurns(round.charges, CHARGES_AT_ONCE, (charge) => this.make(charge, failed));
      for (const { caseId } of round.charges) made.set(caseId, (made.get(caseId) ?? 0) + 1);
      const again = round.charges
        .map(({ caseId }) => caseId)
        .filter((id) => !failed.has(id) && (made.get(id) ?? 0) < MOST_STEPS);
      left = [...again, ...round.deferred];
    }
    return { done: done.size, held, failed };
  }

  private async make(charge: CaseCharge, failed: Map<string, unknown>): Promise<void> {
    try {
      await this.charges.make(charge, DUNNING_ACTOR);
    } catch (error) {
      failed.set(charge.caseId, error);
    }
  }
}
