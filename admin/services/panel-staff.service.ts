import { Injectable } from '@nestjs/common';
import type { Actor } from '../../src/common/http/principal.js';
import { StaffService, type StaffMember } from '../../src/modules/staff/index.js';
import type { ListPage, ListQuery, ListSource, NoFilter, StaffRow } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { pageAfterId } from './page-after-id.js';

/** Panel users behind the panel. */
@Injectable()
export class PanelStaff implements ListSource<StaffRow, NoFilter> {
  constructor(private readonly staff: StaffService) {}

  async list(query: ListQuery<NoFilter>, actor: Actor): Promise<ListPage<StaffRow>> {
    requireScope(actor, 'staff:manage');
    return pageAfterId(await this.staff.list(), query, toRow);
  }

  async get(id: string, actor: Actor): Promise<StaffRow> {
    requireScope(actor, 'staff:manage');
    return toRow(await this.staff.get(id));
  }
}

function toRow(member: StaffMember): StaffRow {
  return {
    id: member.id,
    name: member.name,
    email: member.email,
    role: member.role,
    disabled: member.disabledAt !== null,
    last_sign_in_at: member.lastSignInAt?.toISOString() ?? null,
    created_at: member.createdAt.toISOString(),
  };
}
