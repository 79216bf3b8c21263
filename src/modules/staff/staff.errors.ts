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

/** Only whoever knows the present password chooses another. */
export class WrongPassword extends DomainError {
  constructor() {
    super({ kind: 'forbidden', code: 'wrong_password', detail: 'This is not your present password.' });
  }
}

/** A password that others have seen is not kept. */
export class PasswordUnchanged extends DomainError {
  constructor() {
    super({ kind: 'invalid', code: 'password_unchanged', detail: 'This is the password you have already.' });
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

/** Whoever manages staff cannot lock themselves out, or lose their own role, by a slip. */
export class NotOneself extends Conflict {
  constructor() {
    super('conflict', 'Another admin has to do this to your own account.', undefined, {
      reason: 'not_oneself',
    });
  }
}

/** Only a key that works, and was not replaced yet, can be replaced. */
export class KeyNotLive extends Conflict {
  constructor() {
    super('conflict', 'This key has ended, or was replaced already.', undefined, { reason: 'key_not_live' });
  }
}

/** What was made has been used, so whoever asks again has seen its secret. */
export class SecretNotShownAgain extends Conflict {
  constructor() {
    super('conflict', 'The secret was shown once, and is not shown again.', undefined, {
      reason: 'secret_not_shown_again',
    });
  }
}
