import { Injectable } from '@nestjs/common';
import type { Actor } from '../../src/common/http/principal.js';
import {
  OpenSessions,
  StaffService,
  type OpenSession,
  type StaffMember,
} from '../../src/modules/staff/index.js';
import type { ListPage, ListQuery, NoFilter } from '../panel-services.js';
import type { SessionRow, ShownOnce, StaffPort, StaffRole, StaffRow } from '../panel-staff.js';
import { requireScope } from '../permission.js';
import { browserOf } from './browser-of.js';
import { OncePerKey } from './once-per-key.service.js';
import { pageAfterId } from './page-after-id.js';

/** Panel users behind the panel. */
@Injectable()
export class PanelStaff implements StaffPort {
  constructor(
    private readonly staff: StaffService,
    private readonly sessions: OpenSessions,
    private readonly once: OncePerKey,
  ) {}

  async list(query: ListQuery<NoFilter>, actor: Actor): Promise<ListPage<StaffRow>> {
    requireScope(actor, 'staff:manage');
    const [members, open] = await Promise.all([this.staff.list(), this.sessions.counts()]);
    return pageAfterId(members, query, (member) => toRow(member, open.get(member.id)));
  }

  async get(id: string, actor: Actor): Promise<StaffRow> {
    requireScope(actor, 'staff:manage');
    const [member, open] = await Promise.all([this.staff.get(id), this.sessions.counts(id)]);
    return toRow(member, open.get(id));
  }

  async add(wish: Parameters<StaffPort['add']>[0], actor: Actor): Promise<ShownOnce> {
    requireScope(actor, 'staff:manage');
    const { email, name, role, locale } = wish;
    const { password } = await this.once.run(wish, 'staff/add', actor, (id) =>
      this.staff.invite({ id, email, name, role, locale }, actor),
    );
    return { secret: password };
  }

  async changeRole(id: string, role: StaffRole, actor: Actor): Promise<void> {
    requireScope(actor, 'staff:manage');
    await this.staff.changeRole(id, role, actor);
  }

  async disable(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'staff:manage');
    await this.staff.disable(id, actor);
  }

  async enable(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'staff:manage');
    await this.staff.enable(id, actor);
  }

  async resetPassword(id: string, actor: Actor): Promise<ShownOnce> {
    requireScope(actor, 'staff:manage');
    const { password } = await this.staff.resetPassword(id, actor);
    return { secret: password };
  }

  async sessionsOf(id: string, actor: Actor): Promise<readonly SessionRow[]> {
    requireScope(actor, 'staff:manage');
    const open = await this.sessions.listOf(id);
    return open.map((session) => toSession(session, session.id === actor.sessionId));
  }

  async endSessions(id: string, sessionId: string | null, actor: Actor): Promise<number> {
    requireScope(actor, 'staff:manage');
    return this.sessions.end(id, sessionId, actor);
  }
}

function toRow(member: StaffMember, open = 0): StaffRow {
  return {
    id: member.id,
    name: member.name,
    email: member.email,
    role: member.role,
    locale: member.locale,
    disabled: member.disabledAt !== null,
    disabled_at: member.disabledAt?.toISOString() ?? null,
    last_sign_in_at: member.lastSignInAt?.toISOString() ?? null,
    open_sessions: open,
    created_at: member.createdAt.toISOString(),
  };
}

function toSession(
  { id, createdAt, lastSeenAt, ip, userAgent }: OpenSession,
  isCurrent: boolean,
): SessionRow {
  return {
    id,
    is_current: isCurrent,
    created_at: createdAt.toISOString(),
    last_seen_at: lastSeenAt.toISOString(),
    ip,
    ...browserOf(userAgent ?? ''),
  };
}
