import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Sql, type Statement } from '../../common/database/sql.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import {
  ROLE_SCOPES,
  type Actor,
  type Principal,
  type Role,
  type Scope,
} from '../../common/http/principal.js';
import { newSecret } from '../../common/security/secrets.js';
import { AuditTrail } from '../audit/index.js';
import { ApiKey } from './api-key.entity.js';
import { KeyCache } from './key-cache.js';
import { scopesOf } from './key-scopes.js';

const KEY_PREFIX = 'omni';
const SHOWN_CHARACTERS = 11;
// A revoked key has to stop within 5 seconds; this leaves one for the requests on their way.
const REMEMBERED_MS = 4_000;
const MAX_REMEMBERED = 5_000;
const USED_EVERY_MS = 60_000;

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  /** Fewer than the role's; all of them, now and later, when left out. */
  readonly scopes?: readonly Scope[];
  readonly actor: Actor;
}

/** A key as it was found: revoked ones have no principal. */
export interface FoundKey {
  readonly id: string;
  readonly principal: Extract<Principal, { kind: 'api_key' }> | null;
}

interface KeyRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly revoked: boolean;
  readonly last_used_at: Date | null;
}

const FIND: Statement = {
  name: 'api-key',
  text: `SELECT id, name, role, scopes, revoked_at IS NOT NULL AS revoked, last_used_at FROM api_keys WHERE key_hash = $1`,
};

/** Keys of the REST API. */
@Injectable()
export class ApiKeys {
  private readonly cache: KeyCache<FoundKey>;

  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {
    this.cache = new KeyCache({
      load: (keyHash) => this.load(keyHash),
      now: () => performance.now(),
      forMs: REMEMBERED_MS,
      maxEntries: MAX_REMEMBERED,
    });
  }

  /** Makes a key; the answer is the only place where it ever stands. */
  async create({ name, role, scopes, actor }: NewApiKey): Promise<{ id: string; key: string }> {
    const trimmed = name.trim();
    if (trimmed === '' || trimmed.length > 100)
      throw new Invalid('name', 'A name of 1 to 100 characters is needed.');
    const beyond = scopes?.filter((scope) => !ROLE_SCOPES[role].includes(scope)) ?? [];
    if (beyond.length > 0)
      throw new Invalid('scopes', `The role ${role} does not have: ${beyond.join(', ')}.`);
    if (scopes?.length === 0) throw new Invalid('scopes', 'A key needs at least one scope.');
    const id = uuidv7();
    const key = newSecret(KEY_PREFIX);
    await this.db.transaction(async (tx) => {
      await tx.insert(ApiKey, {
        id,
        name: trimmed,
        prefix: key.slice(0, SHOWN_CHARACTERS),
        keyHash: Buffer.from(hashOf(key), 'base64'),
        role,
        scopes: [...(scopes ?? [])],
        createdBy: actor.name,
        createdAt: this.clock.now(),
        lastUsedAt: null,
        revokedAt: null,
      });
      await this.note(tx, id, {
        actor,
        action: 'api_key.created',
        details: { role, scopes: scopes ?? 'all' },
      });
    });
    return { id, key };
  }

  /** Newest first, revoked ones too. */
  list(): Promise<ApiKey[]> {
    return this.db.manager.find(ApiKey, { order: { id: 'DESC' } });
  }

  /** Ends a key: at once here, within 5 seconds in other instances. */
  async revoke(id: string, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const key = await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!key) throw new NotFound('API key');
      if (key.revokedAt) return;
      await tx.update(ApiKey, { id }, { revokedAt: this.clock.now() });
      await this.note(tx, id, { actor, action: 'api_key.revoked' });
    });
    this.cache.clear();
  }

  /** Whose key this is; null for an unknown or revoked one. */
  async find(key: string): Promise<FoundKey['principal']> {
    const found = await this.lookUp(key);
    return found?.principal ?? null;
  }

  /** The key as it was found within the last seconds, without waiting. */
  peek(key: string): FoundKey | undefined {
    return this.cache.peek(hashOf(key));
  }

  /** The key as it is found now; null for an unknown one. */
  lookUp(key: string): Promise<FoundKey | null> {
    return this.cache.get(hashOf(key));
  }

  private async load(keyHash: string): Promise<FoundKey | null> {
    const [row] = await this.sql.rows<KeyRow>(FIND, [Buffer.from(keyHash, 'base64')]);
    if (!row) return null;
    const { id, name, role } = row;
    if (row.revoked) return { id, principal: null };
    await this.noteUse(row);
    return { id, principal: { kind: 'api_key', id, name, role, scopes: scopesOf(role, row.scopes) } };
  }

  private async noteUse({ id, last_used_at: last }: KeyRow): Promise<void> {
    const now = this.clock.real();
    const before = new Date(now.getTime() - USED_EVERY_MS);
    if (last !== null && last > before) return;
    await this.db.query(
      'UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)',
      [id, now, before],
    );
  }

  private note(
    tx: Parameters<AuditTrail['record']>[0],
    id: string,
    deed: {
      readonly actor: Actor;
      readonly action: string;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    return this.audit.record(tx, { ...deed, entityType: 'api_key', entityId: id });
  }
}

/** Whether the text has the shape of our keys. */
export function isApiKey(text: string): boolean {
  return text.startsWith(`${KEY_PREFIX}_`);
}

// Keys are random, so one pass of a fast hash is enough; and no key stands in memory for longer than its request.
function hashOf(key: string): string {
  return hash('sha256', key, 'base64');
}
