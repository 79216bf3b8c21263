import type { Actor, Role } from '../src/common/http/principal.js';
import type { PanelLocale } from './panel-services.js';

/** Where a sign-in came from; kept with the session and the attempt. */
export interface RequestFacts {
  readonly ip: string;
  readonly userAgent: string;
  readonly requestId: string;
}

/** Who is signed in. */
export interface PanelSession {
  /** Its name in lists of sessions; not its token. */
  readonly id: string;
  readonly staffId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: PanelLocale;
  /** Somebody else chose their password: nothing but choosing another is within reach. */
  readonly passwordChangeRequired: boolean;
}

/** Another password of one's own. */
export interface PasswordWish {
  readonly present: string;
  readonly next: string;
}

/** Sessions of the panel; they live in the database, so instances share them. The token is the cookie's value, kept there as a hash alone. */
export interface StaffSessions {
  /** Throws `sign_in_refused`, or `sign_in_locked` with `retryAfterSeconds`. */
  signIn(email: string, password: string, facts: RequestFacts): Promise<{ readonly token: string }>;
  /** Null for a session that ended, was signed out or whose owner was disabled. */
  find(token: string): Promise<PanelSession | null>;
  signOut(token: string): Promise<void>;
  /** Ends every other session of theirs. Throws `wrong_password`, `sign_in_locked`, `password_unchanged` or `validation_failed`. */
  changePassword(token: string, wish: PasswordWish, actor: Actor): Promise<void>;
  /** Kept with the person, for the browsers that they have not chosen a language in. */
  chooseLocale(session: PanelSession, locale: PanelLocale): Promise<void>;
}
