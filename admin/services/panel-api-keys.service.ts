import { Injectable } from '@nestjs/common';
import { NotFound } from '../../src/common/errors/domain-error.js';
import { ROLE_SCOPES, SCOPES, type Actor } from '../../src/common/http/principal.js';
import { ApiKeys, type ApiKey } from '../../src/modules/staff/index.js';
import type { ListPage, ListQuery } from '../panel-services.js';
import type { ApiKeyFilter, ApiKeyRow, ApiKeysPort, ShownOnce } from '../panel-staff.js';
import { requireScope } from '../permission.js';
import { OncePerKey } from './once-per-key.service.js';
import { pageAfterId } from './page-after-id.js';

/** API keys behind the panel. */
@Injectable()
export class PanelApiKeys implements ApiKeysPort {
  readonly scopesOf = ROLE_SCOPES;

  constructor(
    private readonly keys: ApiKeys,
    private readonly once: OncePerKey,
  ) {}

  async list({ filter, ...query }: ListQuery<ApiKeyFilter>, actor: Actor): Promise<ListPage<ApiKeyRow>> {
    requireScope(actor, 'staff:manage');
    const rows = await this.rows();
    const wanted = rows.filter(
      ({ state }) => filter.state === undefined || (state === 'active') === (filter.state === 'active'),
    );
    return pageAfterId(wanted, { ...query, filter: {} }, (row) => row);
  }

  async get(id: string, actor: Actor): Promise<ApiKeyRow> {
    requireScope(actor, 'staff:manage');
    const row = (await this.rows()).find((candidate) => candidate.id === id);
    if (!row) throw new NotFound('API key');
    return row;
  }

  async add(wish: Parameters<ApiKeysPort['add']>[0], actor: Actor): Promise<ShownOnce> {
    requireScope(actor, 'staff:manage');
    const { name, role, scopes, expires_in_days: expiresInDays } = wish;
    const { key } = await this.once.run(wish, 'api-keys/add', actor, (id) =>
      this.keys.create({
        id,
        name,
        role,
        ...(scopes ? { scopes: SCOPES.filter((scope) => scopes.includes(scope)) } : {}),
        expiresInDays,
        actor,
      }),
    );
    return { secret: key };
  }

  async rotate(wish: Parameters<ApiKeysPort['rotate']>[0], actor: Actor): Promise<ShownOnce> {
    requireScope(actor, 'staff:manage');
    const { id, overlap_hours: overlapHours, expires_in_days: expiresInDays } = wish;
    const { key } = await this.once.run(wish, 'api-keys/rotate', actor, (newId) =>
      this.keys.rotate({ id, newId, overlapHours, expiresInDays, actor }),
    );
    return { secret: key };
  }

  async revoke(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'staff:manage');
    await this.keys.revoke(id, actor);
  }

  private async rows(): Promise<ApiKeyRow[]> {
    const keys = await this.keys.list();
    const prefixes = new Map(keys.map(({ id, prefix }) => [id, prefix]));
    return keys.map((key) => ({
      ...toRow(key),
      state: this.keys.stateOf(key),
      replaced_by: key.replacedBy === null ? null : (prefixes.get(key.replacedBy) ?? null),
    }));
  }
}

function toRow(key: ApiKey): Omit<ApiKeyRow, 'state' | 'replaced_by'> {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    role: key.role,
    scopes: key.scopes,
    created_by: key.createdBy,
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}
