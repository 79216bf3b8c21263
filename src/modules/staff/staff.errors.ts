import { Conflict, DomainError } from '../../common/errors/domain-error.js';

/** Wrong e-mail or password, or an account that was disabled: which of them is not said. */
export class SignInRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'sign_in_refused',
      detail: 'This e-mail and password do not belong together.',
    });
  }
}

/** Too many failures for this e-mail or from this address. */
export class SignInLocked extends DomainError {
  constructor(seconds: number) {
    super({
      kind: 'rate_limited',
      code: 'sign_in_locked',
      detail: 'Too many failed attempts. Wait before you try again.',
      retryAfterSeconds: seconds,
      extra: { minutes: Math.ceil(seconds / 60) },
    });
  }
}

/** Somebody has this e-mail. */
export class StaffEmailTaken extends Conflict {
  constructor() {
    super('conflict', 'A member of staff with this e-mail exists.', undefined, {
      reason: 'staff_email_taken',
    });
  }
}

/** Without an admin nobody could manage staff any more. */
export class LastAdmin extends Conflict {
  constructor() {
    super('conflict', 'This is the last admin, who cannot be disabled or given another role.', undefined, {
      reason: 'last_admin',
    });
  }
}
