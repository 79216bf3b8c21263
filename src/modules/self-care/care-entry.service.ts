import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor, type Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { CareLinks, SecureLinks } from '../customers/index.js';
import type { CareSession } from './care-session.js';
import { CareSessions, type OpenedSession } from './care-sessions.service.js';
import { LinkRefused } from './self-care.errors.js';

const NEW_LINK_EVERY_MS = 10 * 60_000;

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
    private readonly clock: Clock,
    private readonly sessions: CareSessions,
    private readonly links: CareLinks,
    private readonly secureLinks: SecureLinks,
    private readonly audit: AuditTrail,
  ) {}

  /** Opens a mail's link; throws why it opens nothing. Whoever has signed in stays so. */
  async openLink(token: string, caller: Caller): Promise<OpenedSession> {
    const grant = await this.links.resolve(token);
    if (!grant.ok) throw new LinkRefused(grant.why);
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

  /** Makes a session one of a customer who proved who he is a moment ago. */
  async freshen(
    session: CareSession,
    prove: (tx: EntityManager) => Promise<string>,
    actor: Actor,
  ): Promise<CareSession> {
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

  /** Mails a new link to the customer of an expired one, at most one in ten minutes; says nothing of whether there is such a customer. */
  async sendNewLink(token: string): Promise<void> {
    const link = await this.links.resolve(token);
    if (link.customerId === undefined || link.ok || link.why !== 'expired') return;
    const since = new Date(this.clock.now().getTime() - NEW_LINK_EVERY_MS);
    await this.secureLinks.renew(uuidv7(), link.customerId, since, systemActor('expired link page'));
  }

  private note(
    tx: EntityManager,
    customerId: string,
    action: string,
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
