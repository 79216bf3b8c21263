import { DomainError } from '../../common/errors/domain-error.js';
import type { CaseState } from './dunning-vocabulary.js';

/** The case is over, or its state does not allow what is asked. */
export class CaseStateRefused extends DomainError {
  constructor(state: CaseState, wanted: string) {
    super({
      kind: 'conflict',
      code: 'case_state',
      detail: `A case that is ${state} cannot be ${wanted}.`,
      extra: { state },
    });
  }
}

/** The rules do not let the method be charged, not by a person either. */
export class ChargeBarred extends DomainError {
  constructor(reason: string) {
    super({
      kind: 'conflict',
      code: 'charge_barred',
      detail: `The payment cannot be tried with this method now: ${reason}.`,
      hint: 'Try another method, or ask the customer for one.',
      extra: { reason },
    });
  }
}

/** There is nothing that waits for approval. */
export class NothingToApprove extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'nothing_to_approve',
      detail: 'The case does not wait for an approval.',
    });
  }
}

/** The task was done by somebody else, or is not needed any more. */
export class CallTaskOver extends DomainError {
  constructor(state: string) {
    super({
      kind: 'conflict',
      code: 'call_task_over',
      detail: `The task is ${state} already.`,
      extra: { state },
    });
  }
}
