import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
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
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { ApiKey } from './api-key.entity.js';
import { keyState, type KeyState } from './key-state.js';
import { KeyCache } from './key-cache.js';
import { scopesOf } from './key-scopes.js';
import { KeyNotLive, SecretNotShownAgain } from './staff.errors.js';

const KEY_PREFIX = 'omni';
const SHOWN_CHARACTERS = 11;
// A revoked key has to stop within 5 seconds; this leaves one for the requests on their way.
const REMEMBERED_MS = 4_000;
const MAX_REMEMBERED = 5_000;
const USED_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface NewApiKey {
  /** Repeated with the same id, what was made and never used is given a new secret, since nobody saw the first. */
  readonly id?: string;
  readonly name: string;
  readonly role: Role;
  /** Fewer than the role's; all of them, now and later, when left out. */
  readonly scopes?: readonly Scope[];
  /** From now on; without end when left out. */
  readonly expiresInDays?: number | undefined;
  readonly actor: Actor;
}

export interface KeyRotation {
  /** The key that is replaced. */
  readonly id: string;
  /** Of the one that is made. */
  readonly newId?: string;
  /** For so long both work; 0 ends the old one at once. */
  readonly overlapHours: number;
  readonly expiresInDays?: number | undefined;
  readonly actor: Actor;
}

/** A key with its secret, which stands nowhere else. */
export interface ShownKey {
  readonly id: string;
  readonly key: string;
}

/** A key as it was found: those that ended have no principal. */
export interface FoundKey {
  readonly id: string;
  readonly ended: 'revoked' | 'expired' | null;
  readonly principal: Extract<Principal, { kind: 'api_key' }> | null;
}

interface KeyRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  readonly revoked_at: Date | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
}

const FIND: Statement = {
  name: 'api-key',
  text: `SELECT id, name, role, scopes, revoked_at, expires_at, last_used_at FROM api_keys WHERE key_hash = $1`,
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
  async create(wish: NewApiKey): Promise<ShownKey> {
    const name = wish.name.trim();
    if (name === '' || name.length > 100)
      throw new Invalid('name', 'A name of 1 to 100 characters is needed.');
    refuseScopes(wish);
    const { id = uuidv7(), role, scopes, actor } = wish;
    return this.db.transaction(async (tx) => {
      const made = await this.again(tx, id);
      if (made) {
        await this.note(tx, id, { actor, action: 'api_key.created', details: { again: true } });
        return made;
      }
      const expiresAt = this.inDays(wish.expiresInDays);
      const key = await this.insert(tx, { id, name, role, scopes: [...(scopes ?? [])], expiresAt }, actor);
      await this.note(tx, id, {
        actor,
        action: 'api_key.created',
        details: { name, role, scopes: scopes ?? 'all', expires_at: expiresAt?.toISOString() ?? null },
      });
      return { id, key };
    });
  }

  /** Makes a key that may do the same under the same name, and ends the old one when the overlap is over. */
  async rotate({ id, newId = uuidv7(), ...wish }: KeyRotation): Promise<ShownKey> {
    const shown = await this.db.transaction(async (tx) => {
      const old = await lock(tx, id);
      const made = await this.again(tx, newId);
      if (made) {
        const details = { replaced_by: newId, again: true };
        await this.note(tx, id, { actor: wish.actor, action: 'api_key.rotated', details });
        return made;
      }
      if (this.stateOf(old) !== 'active' || old.replacedBy !== null) throw new KeyNotLive();
      const { name, role, scopes } = old;
      const expiresAt = this.inDays(wish.expiresInDays);
      const key = await this.insert(tx, { id: newId, name, role, scopes, expiresAt }, wish.actor);
      const ends = new Date(this.clock.now().getTime() + wish.overlapHours * HOUR_MS);
      const oldEnds = old.expiresAt && old.expiresAt < ends ? old.expiresAt : ends;
      await tx.update(ApiKey, { id }, { expiresAt: oldEnds, replacedBy: newId });
      await this.note(tx, id, {
        actor: wish.actor,
        action: 'api_key.rotated',
        details: { replaced_by: newId, ends_at: oldEnds.toISOString() },
      });
      return { id: newId, key };
    });
    this.cache.clear();
    return shown;
  }

  // The first secret was lost on its way; one that somebody has used already was not.
  private async again(tx: EntityManager, id: string): Promise<ShownKey | null> {
    const made = await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!made) return null;
    if (made.lastUsedAt || this.stateOf(made) !== 'active') throw new SecretNotShownAgain();
    const key = newSecret(KEY_PREFIX);
    await tx.update(ApiKey, { id }, secretOf(key));
    return { id, key };
  }

  private async insert(
    tx: EntityManager,
    given: Pick<ApiKey, 'id' | 'name' | 'role' | 'scopes' | 'expiresAt'>,
    actor: Actor,
  ): Promise<string> {
    const key = newSecret(KEY_PREFIX);
    await tx.insert(ApiKey, {
      ...given,
      ...secretOf(key),
      createdBy: actor.name,
      createdAt: this.clock.now(),
      lastUsedAt: null,
      revokedAt: null,
      replacedBy: null,
    });
    return key;
  }

  private inDays(days: number | undefined): Date | null {
    return days === undefined ? null : new Date(this.clock.now().getTime() + days * DAY_MS);
  }

  /** What has become of a key by now. */
  stateOf(key: Pick<ApiKey, 'revokedAt' | 'expiresAt'>): KeyState {
    return keyState(key, this.clock.now());
  }

  /** Newest first, revoked ones too. */
  list(): Promise<ApiKey[]> {
    return this.db.manager.find(ApiKey, { order: { id: 'DESC' } });
  }

  /** The names of those that are there of these. */
  namesOf(ids: readonly string[]): Promise<Pick<ApiKey, 'id' | 'name'>[]> {
    return this.db.manager.find(ApiKey, { select: { id: true, name: true }, where: { id: In([...ids]) } });
  }

  /** Ends a key: at once here, within 5 seconds in other instances. */
  async revoke(id: string, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const key = await lock(tx, id);
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
    const state = this.stateOf({ revokedAt: row.revoked_at, expiresAt: row.expires_at });
    if (state !== 'active') return { id, ended: state, principal: null };
    await this.noteUse(row);
    return {
      id,
      ended: null,
      principal: { kind: 'api_key', id, name, role, scopes: scopesOf(role, row.scopes) },
    };
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
      readonly action: AuditActionName;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): Promise<void> {
    return this.audit.record(tx, { ...deed, entityType: 'api_key', entityId: id });
  }
}

function refuseScopes({ role, scopes }: Pick<NewApiKey, 'role' | 'scopes'>): void {
  const beyond = scopes?.filter((scope) => !ROLE_SCOPES[role].includes(scope)) ?? [];
  if (beyond.length > 0) throw new Invalid('scopes', `The role ${role} does not have: ${beyond.join(', ')}.`);
  if (scopes?.length === 0) throw new Invalid('scopes', 'A key needs at least one scope.');
}

async function lock(tx: EntityManager, id: string): Promise<ApiKey> {
  const key = await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!key) throw new NotFound('API key');
  return key;
}

function secretOf(key: string): Pick<ApiKey, 'prefix' | 'keyHash'> {
  return { prefix: key.slice(0, SHOWN_CHARACTERS), keyHash: Buffer.from(hashOf(key), 'base64') };
}

/** Whether the text has the shape of our keys. */
export function isApiKey(text: string): boolean {
  return text.startsWith(`${KEY_PREFIX}_`);
}

// Keys are random, so one pass of a fast hash is enough; and no key stands in memory for longer than its request.
function hashOf(key: string): string {
  return hash('sha256', key, 'base64');
}
