import { Conflict } from '../../common/errors/domain-error.js';
import type { CaseState } from './dunning-vocabulary.js';

/** The case is over, or its state does not allow what is asked. */
export class CaseStateRefused extends Conflict {
  constructor(state: CaseState, wanted: string) {
    super('conflict', `A case that is ${state} cannot be ${wanted}.`, undefined, {
      reason: 'case_state',
      state,
    });
  }
}

/** The rules do not let the method be charged, not by a person either. */
export class ChargeBarred extends Conflict {
  constructor(why: string, possibleAt: Date | null = null) {
    super(
      'conflict',
      `The payment cannot be tried with this method now: ${why}.`,
      'Try another method, or ask the customer for one.',
      { reason: 'charge_barred', why, ...(possibleAt ? { possible_at: possibleAt.toISOString() } : {}) },
    );
  }
}

/** There is nothing that waits for approval. */
export class NothingToApprove extends Conflict {
  constructor() {
    super('conflict', 'The case does not wait for an approval.', undefined, { reason: 'nothing_to_approve' });
  }
}

/** The task was done by somebody else, or is not needed any more. */
export class CallTaskOver extends Conflict {
  constructor(state: string) {
    super('conflict', `The task is ${state}, or is a decision and not a call.`, undefined, {
      reason: 'call_task_over',
      state,
    });
  }
}
