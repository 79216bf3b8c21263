import { Inject, Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { SealedSecrets } from '../../common/security/sealed-secrets.js';
import { AuditTrail } from '../audit/index.js';
import type { EventType } from '../events/index.js';
import { hurry } from './delivery-queries.js';
import { addressFault } from './endpoint-address.js';
import { secretPlace } from './outbound-vocabulary.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import type { EndpointChange, NewEndpoint } from './webhook-endpoints.schemas.js';
import { newWebhookSecret } from './webhook-signature.js';
import { EndpointAddressRefused, SecretRotatedSince } from './webhooks.errors.js';

const BOTH_SIGN_MS = 86_400_000;
const HURRIED = 10_000;

/** An endpoint with the secret that was made for it: to be shown once, and read from its seal when the request is repeated. */
export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** The register of who is told of events. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
    private readonly seals: SealedSecrets,
    private readonly audit: AuditTrail,
  ) {}

  /** Repeated with the same id it gives back what it made. */
  create(id: string, wish: NewEndpoint, actor: Actor): Promise<EndpointWithSecret> {
    this.checkAddress(wish.url);
    return this.db.transaction(async (tx) => {
      const made = await tx.findOneBy(WebhookEndpoint, { id, deletedAt: IsNull() });
      if (made) return this.shown(made, id);
      const secret = newWebhookSecret();
      const now = this.clock.now();
      const endpoint = tx.create(WebhookEndpoint, {
        id,
        url: wish.url,
        description: wish.description,
        eventTypes: once(wish.event_types),
        state: 'enabled',
        stateReason: null,
        failingSince: null,
        secret: this.seals.seal(secretPlace(id), secret),
        secretId: id,
        previousSecret: null,
        previousSecretUntil: null,
        createdAt: now,
        updatedAt: now,
        deletedAt: null,
      });
      await tx.insert(WebhookEndpoint, endpoint);
      await this.note(tx, endpoint, 'created', actor, { event_types: endpoint.eventTypes });
      return { endpoint, secret };
    });
  }

  /** Newest first; one more than `limit` when there are more. */
  list(after: string | null, limit: number): Promise<WebhookEndpoint[]> {
    const query = this.db
      .createQueryBuilder(WebhookEndpoint, 'endpoint')
      .where('endpoint.deletedAt IS NULL')
      .orderBy('endpoint.id', 'DESC')
      .limit(limit + 1);
    if (after !== null) query.andWhere('endpoint.id < :after', { after });
    return query.getMany();
  }

  /** Throws 404 for an unknown or deleted one. */
  async get(id: string): Promise<WebhookEndpoint> {
    const endpoint = await this.db.manager.findOneBy(WebhookEndpoint, { id, deletedAt: IsNull() });
    if (!endpoint) throw new NotFound('webhook endpoint');
    return endpoint;
  }

  /** Enabling one that was not lets what has gathered go at once. */
  update(id: string, change: EndpointChange, actor: Actor): Promise<WebhookEndpoint> {
    if (change.url !== undefined) this.checkAddress(change.url);
    return this.db.transaction(async (tx) => {
      const endpoint = await this.lock(tx, id);
      const isResumed = change.state === 'enabled' && endpoint.state !== 'enabled';
      const changes: Partial<WebhookEndpoint> = {
        ...(change.url === undefined ? {} : { url: change.url }),
        ...(change.description === undefined ? {} : { description: change.description }),
        ...(change.event_types === undefined ? {} : { eventTypes: once(change.event_types) }),
        ...(change.state === undefined ? {} : { state: change.state, stateReason: null }),
        ...(isResumed || (change.url !== undefined && change.url !== endpoint.url)
          ? { failingSince: null }
          : {}),
        updatedAt: this.clock.now(),
      };
      await tx.update(WebhookEndpoint, { id }, changes);
      if (isResumed) await hurry(tx, id, this.clock.real(), HURRIED);
      // An address may hold a key of the receiver's, so that the trail names the field alone.
      await this.note(tx, endpoint, 'updated', actor, { fields: Object.keys(change), state: change.state });
      return Object.assign(endpoint, changes);
    });
  }

  /** Makes a new secret; the one before signs beside it for a day. Repeated with the same id it gives back the one it made. */
  rotate(id: string, secretId: string, actor: Actor): Promise<EndpointWithSecret> {
    return this.db.transaction(async (tx) => {
      const endpoint = await this.lock(tx, id);
      if (endpoint.secretId >= secretId) return this.shown(endpoint, secretId);
      const secret = newWebhookSecret();
      const changes: Partial<WebhookEndpoint> = {
        secret: this.seals.seal(secretPlace(id), secret),
        secretId,
        previousSecret: endpoint.secret,
        previousSecretUntil: new Date(this.clock.real().getTime() + BOTH_SIGN_MS),
        updatedAt: this.clock.now(),
      };
      await tx.update(WebhookEndpoint, { id }, changes);
      await this.note(tx, endpoint, 'secret_rotated', actor);
      return { endpoint: Object.assign(endpoint, changes), secret };
    });
  }

  /** Its secrets go at once; its deliveries are given up on, and stay readable until they are forgotten. */
  async remove(id: string, actor: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const endpoint = await this.lock(tx, id);
      const now = this.clock.now();
      await tx.update(
        WebhookEndpoint,
        { id },
        {
          state: 'disabled',
          secret: null,
          previousSecret: null,
          previousSecretUntil: null,
          updatedAt: now,
          deletedAt: now,
        },
      );
      await this.note(tx, endpoint, 'deleted', actor);
    });
  }

  /** Seals with the current key what an older one sealed, and forgets secrets whose day is over; says how many endpoints. */
  async reseal(limit: number): Promise<number> {
    const at = this.clock.real();
    const endpoints = await this.db.manager.findBy(WebhookEndpoint, { deletedAt: IsNull() });
    const stale = endpoints.filter((endpoint) => this.isStale(endpoint, at)).slice(0, limit);
    for (const { id } of stale) {
      await this.db.transaction(async (tx) => {
        const endpoint = await this.lock(tx, id);
        const isOver = endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil <= at;
        await tx.update(
          WebhookEndpoint,
          { id },
          {
            secret: this.resealed(id, endpoint.secret),
            ...(isOver
              ? { previousSecret: null, previousSecretUntil: null }
              : { previousSecret: this.resealed(id, endpoint.previousSecret) }),
          },
        );
      });
    }
    return stale.length;
  }

  private isStale({ secret, previousSecret, previousSecretUntil }: WebhookEndpoint, at: Date): boolean {
    const isOver = previousSecretUntil !== null && previousSecretUntil <= at;
    return isOver || [secret, previousSecret].some((one) => one !== null && !this.seals.isCurrent(one));
  }

  private resealed(id: string, sealed: string | null): string | null {
    if (sealed === null || this.seals.isCurrent(sealed)) return sealed;
    return this.seals.seal(secretPlace(id), this.seals.open(secretPlace(id), sealed));
  }

  private shown(endpoint: WebhookEndpoint, secretId: string): EndpointWithSecret {
    if (endpoint.secretId !== secretId || endpoint.secret === null) throw new SecretRotatedSince();
    return { endpoint, secret: this.seals.open(secretPlace(endpoint.id), endpoint.secret) };
  }

  private checkAddress(url: string): void {
    const fault = addressFault(url, this.config.mode);
    if (fault) throw new EndpointAddressRefused(fault);
  }

  private async lock(tx: EntityManager, id: string): Promise<WebhookEndpoint> {
    const endpoint = await tx.findOne(WebhookEndpoint, {
      where: { id, deletedAt: IsNull() },
      lock: { mode: 'for_no_key_update' },
    });
    if (!endpoint) throw new NotFound('webhook endpoint');
    return endpoint;
  }

  private note(
    tx: EntityManager,
    { id }: WebhookEndpoint,
    deed: 'created' | 'updated' | 'secret_rotated' | 'deleted',
    actor: Actor,
    details: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const action = `webhook_endpoint.${deed}` as const;
    return this.audit.record(tx, { actor, action, entityType: 'webhook_endpoint', entityId: id, details });
  }
}

function once(types: readonly EventType[] | null): EventType[] | null {
  return types && [...new Set(types)];
}
