import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { hashSecret } from '../../common/security/secrets.js';
import { AuditTrail } from '../audit/index.js';
import { passwordTrouble } from './password-rules.js';
import { Passwords } from './passwords.service.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { StaffMember } from './staff-member.entity.js';
import { PasswordUnchanged, SignInLocked, WrongPassword } from './staff.errors.js';

export interface OwnPasswordWish {
  /** Of the session that asks, which goes on. */
  readonly token: string;
  readonly present: string;
  readonly next: string;
}

interface Deed {
  readonly actor: Actor;
  readonly action: 'staff.password_changed' | 'staff.password_refused';
  readonly details?: { readonly sessions: number };
}

/** Somebody's own password, chosen by themselves. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly db: DataSource,
    private readonly attempts: SignInAttempts,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
  ) {}

  /** Changes it for whoever knows the present one, and ends their other sessions; a wrong one counts like a failed sign-in. */
  async change(wish: OwnPasswordWish, actor: Actor): Promise<void> {
    const member = await this.find(actor);
    const trouble = passwordTrouble(wish.next, [member.email, member.name]);
    if (trouble !== null) throw new Invalid('password', trouble);
    if (wish.next === wish.present) throw new PasswordUnchanged();
    const origin = { email: member.email, ip: actor.ip };
    const wait = await this.attempts.begin(origin);
    if (wait !== null) throw new SignInLocked(wait);
    const matches = await this.passwords.verify(wish.present, member.passwordHash);
    if (!matches || !(await this.replace(member, wish, actor))) {
      await this.note(this.db.manager, member, { actor, action: 'staff.password_refused' });
      throw new WrongPassword();
    }
    await this.attempts.succeeded(origin);
  }

  private async find(actor: Actor): Promise<StaffMember> {
    const member = await this.db.manager
      .createQueryBuilder(StaffMember, 'member')
      .addSelect('member.passwordHash')
      .where({ id: actor.id ?? null })
      .getOne();
    if (actor.kind !== 'staff' || !member) throw new WrongPassword();
    return member;
  }

  private async replace(
    member: StaffMember,
    { token, next }: OwnPasswordWish,
    actor: Actor,
  ): Promise<boolean> {
    const passwordHash = await this.passwords.hash(next);
    return this.db.transaction(async (tx) => {
      // Who was disabled, or given another password, while this one was being checked changes nothing by it.
      const standing: unknown[] = await tx.query(
        'SELECT 1 FROM staff WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR UPDATE',
        [member.id, member.passwordHash],
      );
      if (standing.length === 0) return false;
      await tx.update(StaffMember, { id: member.id }, { passwordHash, passwordChangeRequired: false });
      const ended: unknown[] = await tx.query(
        `WITH gone AS (DELETE FROM staff_sessions WHERE staff_id = $1 AND token_hash <> $2 RETURNING 1)
         SELECT 1 FROM gone`,
        [member.id, hashSecret(token)],
      );
      const details = { sessions: ended.length };
      await this.note(tx, member, { actor, action: 'staff.password_changed', details });
      return true;
    });
  }

  private note(tx: EntityManager, { id }: StaffMember, deed: Deed): Promise<void> {
    return this.audit.record(tx, { ...deed, entityType: 'staff', entityId: id });
  }
}
