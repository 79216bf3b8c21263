import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** In which stage of dunning attempts were made, which reports tell failures apart by; billing itself knows of no stages. */
@Injectable()
export class AttemptStages {
  /** Notes it for attempts that bear none yet, under their customer's lock. */
  async note(
    tx: EntityManager,
    attemptIds: readonly string[],
    stage: 'grace' | 'warning' | 'suspended' | 'terminated',
  ): Promise<void> {
    await tx.query(
      'UPDATE payment_attempts SET dunning_stage = $2 WHERE id = ANY ($1) AND dunning_stage IS NULL',
      [attemptIds, stage],
    );
  }
}
