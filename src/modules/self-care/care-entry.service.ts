import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { CareLinks } from '../customers/index.js';
import { CareLimits } from './care-limits.service.js';
import type { CareSession } from './care-session.js';
import { CareSessions, type OpenedSession } from './care-sessions.service.js';
import { LinkRefused } from './self-care.errors.js';

/** Where a request came from, and the session that its browser had before. */
export interface Caller {
  readonly ip: string;
  readonly requestId: string;
  readonly token: string | null;
}

/** Sessions as links begin them and customers end them. */
@Injectable()
export class CareEntry {
  constructor(
    private readonly db: DataSource,
    private readonly sessions: CareSessions,
    private readonly links: CareLinks,
    private readonly limits: CareLimits,
    private readonly audit: AuditTrail,
  ) {}

  /** Opens a mail's link; throws why it opens nothing. Whoever has signed in stays so. */
  async openLink(token: string, caller: Caller): Promise<OpenedSession> {
    const grant = await this.links.resolve(token);
    if (!grant.ok) throw new LinkRefused(grant.why);
    await this.limits.count('open_customer', grant.customerId);
    const before = caller.token === null ? null : await this.sessions.find(caller.token);
    return this.db.transaction(async (tx) => {
      if (before?.kind === 'full' && before.customerId === grant.customerId)
        return this.sessions.goTo(tx, before, grant);
      const opened = await this.sessions.begin(tx, grant);
      await this.begun(tx, grant.customerId, 'link', caller);
      return opened;
    });
  }

  /** Begins the session of a customer who has proved who he is by what `prove` finds, in one transaction with that. */
  async signIn(
    by: 'sign_in_link' | 'code' | 'host',
    prove: (tx: EntityManager) => Promise<string>,
    caller: Caller,
  ): Promise<OpenedSession> {
    return this.db.transaction(async (tx) => {
      const customerId = await prove(tx);
      const opened = await this.sessions.signIn(tx, customerId);
      await this.begun(tx, customerId, by, caller);
      return opened;
    });
  }

  /** A new session takes the place of the browser's old one. */
  private async begun(tx: EntityManager, customerId: string, by: string, caller: Caller): Promise<void> {
    if (caller.token !== null) await this.sessions.end(tx, caller.token);
    const actor: Actor = {
      kind: 'customer',
      id: customerId,
      name: by === 'link' ? 'customer, by a link' : 'customer, signed in',
      scopes: new Set(),
      ip: caller.ip,
      requestId: caller.requestId,
    };
    await this.note(tx, customerId, 'customer.signed_in', { actor, details: { by } });
  }

  /** Puts the session of a customer who proved who he is a moment ago in the place of the one that asked. */
  async freshen(
    session: CareSession,
    prove: (tx: EntityManager) => Promise<string>,
    actor: Actor,
  ): Promise<OpenedSession> {
    return this.db.transaction(async (tx) => {
      await prove(tx);
      await this.note(tx, session.customerId, 'customer.checked', { actor, details: { by: 'code' } });
      return this.sessions.freshen(tx, session);
    });
  }

  async signOut(token: string | null): Promise<void> {
    if (token !== null) await this.sessions.end(this.db.manager, token);
  }

  async signOutEverywhere(customerId: string, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.sessions.endAll(tx, customerId);
      await this.note(tx, customerId, 'customer.signed_out_everywhere', { actor, details: {} });
    });
  }

  private note(
    tx: EntityManager,
    customerId: string,
    action: AuditActionName,
    { actor, details }: { actor: Actor; details: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    return this.audit.record(tx, {
      actor,
      action,
      entityType: 'customer',
      entityId: customerId,
      customerId,
      details,
    });
  }
}
