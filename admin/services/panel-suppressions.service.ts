import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { NotFound } from '../../src/common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { instant } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { Suppressions, type Suppression } from '../../src/modules/notifications/index.js';
import type { ListPage, ListQuery } from '../panel-lists.js';
import type { SuppressionRow, SuppressionsPort } from '../panel-messages.js';
import { requireScope } from '../permission.js';

const cursorKeys = z.tuple([instant, z.string().max(320)]);

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
    const keys = decodeCursor(cursor ?? undefined, cursorKeys);
    const before = keys && { createdAt: new Date(keys[0]), email: keys[1] };
    const rows = await this.suppressions.list(limit + 1, before);
    return pageOf(rows, limit, toRow, ({ createdAt, email }) => [createdAt.toISOString(), email]);
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
