import { Injectable } from '@nestjs/common';
import { NotFound } from '../../src/common/errors/domain-error.js';
import type { Actor } from '../../src/common/http/principal.js';
import { ApiKeys, type ApiKey } from '../../src/modules/staff/index.js';
import type { ApiKeyRow, ListPage, ListQuery, ListSource, NoFilter } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { pageAfterId } from './page-after-id.js';

/** API keys behind the panel. */
@Injectable()
export class PanelApiKeys implements ListSource<ApiKeyRow, NoFilter> {
  constructor(private readonly keys: ApiKeys) {}

  async list(query: ListQuery<NoFilter>, actor: Actor): Promise<ListPage<ApiKeyRow>> {
    requireScope(actor, 'staff:manage');
    return pageAfterId(await this.keys.list(), query, toRow);
  }

  async get(id: string, actor: Actor): Promise<ApiKeyRow> {
    requireScope(actor, 'staff:manage');
    const key = (await this.keys.list()).find((candidate) => candidate.id === id);
    if (!key) throw new NotFound('API key');
    return toRow(key);
  }
}

function toRow(key: ApiKey): ApiKeyRow {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}
