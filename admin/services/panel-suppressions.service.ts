import { Injectable } from '@nestjs/common';
import { NotFound } from '../../src/common/errors/domain-error.js';
import { pageOf } from '../../src/common/http/cursor.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  suppressionPosition,
  Suppressions,
  type Suppression,
} from '../../src/modules/notifications/index.js';
import type { ListPage, ListQuery } from '../panel-lists.js';
import type { SuppressionRow, SuppressionsPort } from '../panel-messages.js';
import { requireScope } from '../permission.js';

/** Addresses that get no reminders, behind the panel. */
@Injectable()
export class PanelSuppressions implements SuppressionsPort {
  constructor(private readonly suppressions: Suppressions) {}

  async list(
    { filter, cursor, limit }: ListQuery<{ readonly address?: string | undefined }>,
    actor: Actor,
  ): Promise<ListPage<SuppressionRow>> {
    requireScope(actor, 'messages:read');
    if (filter.address !== undefined) {
      const found = await this.suppressions.find(filter.address);
      return { data: found ? [toRow(found)] : [], next_cursor: null };
    }
    const rows = await this.suppressions.list(limit + 1, suppressionPosition(cursor ?? undefined));
    return pageOf(rows, limit, toRow, ({ instant, email }) => [instant, email]);
  }

  async get(address: string, actor: Actor): Promise<SuppressionRow> {
    requireScope(actor, 'messages:read');
    const found = await this.suppressions.find(address);
    if (!found) throw new NotFound('suppression');
    return toRow(found);
  }

  async lift(address: string, actor: Actor): Promise<void> {
    requireScope(actor, 'messages:write');
    await this.suppressions.lift(address, actor);
  }
}

function toRow({ email, reason, createdAt }: Suppression): SuppressionRow {
  return { id: email, reason, created_at: createdAt.toISOString() };
}
