import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { violatedConstraint } from '../../common/database/constraint.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor, Role } from '../../common/http/principal.js';
import type { Locale } from '../../common/i18n/locale.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { newPassword } from './new-password.js';
import { passwordTrouble } from './password-rules.js';
import { Passwords } from './passwords.service.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { isEmail, normalEmail } from './staff-email.js';
import { StaffMember } from './staff-member.entity.js';
import { LastAdmin, NotOneself, SecretNotShownAgain, StaffEmailTaken } from './staff.errors.js';

export interface NewStaffMember {
  readonly id?: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
  readonly locale?: Locale;
  /** Somebody else chose it, so they choose their own at their first sign-in. */
  readonly passwordChangeRequired?: boolean;
}

/** Somebody's id, with the password that stands nowhere else. */
export interface ShownPassword {
  readonly id: string;
  readonly password: string;
}

const LONGEST_NAME = 100;

/** Users of the panel. */
@Injectable()
export class StaffService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly attempts: SignInAttempts,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
  ) {}

  /** Adds somebody; 422 for a weak password or no e-mail, 409 for one that is taken. */
  async add(given: NewStaffMember, actor: Actor): Promise<StaffMember> {
    const email = normalEmail(given.email);
    const name = given.name.trim();
    if (!isEmail(email)) throw new Invalid('email', 'Not an e-mail address.');
    if (name === '' || name.length > LONGEST_NAME)
      throw new Invalid('name', 'A name of 1 to 100 characters is needed.');
    refuseWeak(given.password, { email, name });
    const member: StaffMember = {
      id: given.id ?? uuidv7(),
      email,
      name,
      role: given.role,
      locale: given.locale ?? 'en',
      passwordHash: await this.passwords.hash(given.password),
      passwordChangeRequired: given.passwordChangeRequired ?? false,
      disabledAt: null,
      lastSignInAt: null,
      createdAt: this.clock.now(),
    };
    await this.insert(member, actor);
    return member;
  }

  /** Adds somebody with a password that nobody chose; asked again under the same id, before it was used, it gives another one. */
  async invite(
    given: Omit<NewStaffMember, 'password'> & { readonly id: string },
    actor: Actor,
  ): Promise<ShownPassword> {
    const made = await this.db.manager.findOneBy(StaffMember, { id: given.id });
    if (made?.lastSignInAt) throw new SecretNotShownAgain();
    if (made) return this.resetPassword(made.id, actor);
    const password = newPassword([given.email, given.name]);
    await this.add({ ...given, password, passwordChangeRequired: true }, actor);
    return { id: given.id, password };
  }

  private async insert(member: StaffMember, actor: Actor): Promise<void> {
    try {
      await this.db.transaction(async (tx) => {
        await tx.insert(StaffMember, member);
        await this.note(tx, member, { actor, action: 'staff.added', details: { role: member.role } });
      });
    } catch (error) {
      if (violatedConstraint(error) === 'staff_email_key') throw new StaffEmailTaken();
      throw error;
    }
  }

  /** Everybody, by e-mail. */
  list(): Promise<StaffMember[]> {
    return this.db.manager.find(StaffMember, { order: { email: 'ASC' } });
  }

  /** The names of those that are there of these. */
  namesOf(ids: readonly string[]): Promise<Pick<StaffMember, 'id' | 'name'>[]> {
    return this.db.manager.find(StaffMember, {
      select: { id: true, name: true },
      where: { id: In([...ids]) },
    });
  }

  /** Throws 404 for an unknown id. */
  async get(id: string): Promise<StaffMember> {
    const member = await this.db.manager.findOneBy(StaffMember, { id });
    if (!member) throw new NotFound('member of staff');
    return member;
  }

  /** Gives somebody a new password, ends their sessions and lifts their lock. */
  async setPassword(email: string, password: string, actor: Actor): Promise<void> {
    const member = await this.db.manager.findOneBy(StaffMember, { email: normalEmail(email) });
    if (!member) throw new NotFound('member of staff');
    refuseWeak(password, member);
    await this.givePassword(member, { password, passwordChangeRequired: false }, actor);
  }

  /** The same with a password that nobody chose, until they choose their own; 409 for oneself, who knows the present one. */
  async resetPassword(id: string, actor: Actor): Promise<ShownPassword> {
    refuseOneself(id, actor);
    const member = await this.get(id);
    const password = newPassword([member.email, member.name]);
    await this.givePassword(member, { password, passwordChangeRequired: true }, actor);
    return { id, password };
  }

  private async givePassword(
    member: StaffMember,
    { password, passwordChangeRequired }: { password: string; passwordChangeRequired: boolean },
    actor: Actor,
  ): Promise<void> {
    const passwordHash = await this.passwords.hash(password);
    await this.db.transaction(async (tx) => {
      await tx.update(StaffMember, { id: member.id }, { passwordHash, passwordChangeRequired });
      await endSessions(tx, member.id);
      await this.note(tx, member, { actor, action: 'staff.password_changed' });
    });
    await this.attempts.forgive(member.email);
  }

  /** Keeps somebody out from now on; 409 for the last admin, and for oneself. */
  async disable(id: string, actor: Actor): Promise<void> {
    refuseOneself(id, actor);
    await this.changing(id, async (tx, member) => {
      if (member.disabledAt) return;
      await refuseLastAdmin(tx, member);
      await tx.update(StaffMember, { id }, { disabledAt: this.clock.now() });
      await endSessions(tx, id);
      await this.note(tx, member, { actor, action: 'staff.disabled' });
    });
  }

  /** Lets somebody in again. */
  async enable(id: string, actor: Actor): Promise<void> {
    await this.changing(id, async (tx, member) => {
      if (!member.disabledAt) return;
      await tx.update(StaffMember, { id }, { disabledAt: null });
      await this.note(tx, member, { actor, action: 'staff.enabled' });
    });
  }

  /** Gives somebody another role, at once; 409 for the last admin, and for oneself. */
  async changeRole(id: string, role: Role, actor: Actor): Promise<void> {
    refuseOneself(id, actor);
    await this.changing(id, async (tx, member) => {
      if (member.role === role) return;
      await refuseLastAdmin(tx, member);
      await tx.update(StaffMember, { id }, { role });
      await this.note(tx, member, {
        actor,
        action: 'staff.role_changed',
        details: { from: member.role, to: role },
      });
    });
  }

  /** Chooses the language of somebody's panel. */
  async changeLocale(id: string, locale: Locale): Promise<void> {
    await this.db.manager.update(StaffMember, { id }, { locale });
  }

  private async changing(
    id: string,
    work: (tx: EntityManager, member: StaffMember) => Promise<void>,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      // Every admin's row, in one order, so that the last two cannot disable each other.
      await tx.query("SELECT id FROM staff WHERE role = 'admin' OR id = $1 ORDER BY id FOR UPDATE", [id]);
      const member = await tx.findOneBy(StaffMember, { id });
      if (!member) throw new NotFound('member of staff');
      await work(tx, member);
    });
  }

  private note(
    tx: EntityManager,
    member: StaffMember,
    deed: {
      readonly actor: Actor;
      readonly action: AuditActionName;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    return this.audit.record(tx, { ...deed, entityType: 'staff', entityId: member.id });
  }
}

function refuseWeak(
  password: string,
  { email, name }: { readonly email: string; readonly name: string },
): void {
  const trouble = passwordTrouble(password, [email, name]);
  if (trouble !== null) throw new Invalid('password', trouble);
}

function refuseOneself(id: string, actor: Actor): void {
  if (actor.kind === 'staff' && actor.id === id) throw new NotOneself();
}

async function refuseLastAdmin(tx: EntityManager, member: StaffMember): Promise<void> {
  if (member.role !== 'admin' || member.disabledAt) return;
  const others: unknown[] = await tx.query(
    "SELECT 1 FROM staff WHERE role = 'admin' AND disabled_at IS NULL AND id <> $1 LIMIT 1",
    [member.id],
  );
  if (others.length === 0) throw new LastAdmin();
}

async function endSessions(tx: EntityManager, staffId: string): Promise<void> {
  await tx.query('DELETE FROM staff_sessions WHERE staff_id = $1', [staffId]);
}
