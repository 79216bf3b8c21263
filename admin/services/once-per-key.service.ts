import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, Conflict } from '../../src/common/errors/domain-error.js';
import type { Actor } from '../../src/common/http/principal.js';
import { IdempotencyStore } from '../../src/common/http/idempotency-store.service.js';

/**
 * Makes a click that was sent twice one: the key that a page made when its dialog opened leads to the id of what is made, and whoever comes
 * with it again is given that. The same table and rules as REST's Idempotency-Key.
 */
@Injectable()
export class OncePerKey {
  constructor(private readonly store: IdempotencyStore) {}

  /** Runs `make` with the id to make the thing under; a service that finds that id standing gives it back. */
  async run<T>(
    { key, ...wish }: { readonly key: string },
    action: string,
    actor: Actor,
    make: (id: string) => Promise<T>,
  ): Promise<T> {
    const scope = {
      principal: `${actor.kind}:${actor.id ?? ''}`,
      method: 'POST',
      path: `/admin/${action}`,
      key,
    };
    const claim = await this.store.claim(scope, hashOf(wish));
    switch (claim.kind) {
      case 'other_body':
        throw new Conflict('idempotency_key_reused', 'This key was used before with another wish.');
      case 'running':
        throw stillRunning();
      case 'answered':
        return make(claim.resourceId);
      case 'mine':
        try {
          const made = await make(claim.resourceId);
          await this.store.finish(scope, claim.leaseId, { status: 200, body: null });
          return made;
        } catch (error) {
          // Nothing is kept of a refusal: what was refused may be asked for again, and comes to the same thing.
          await this.store.release(scope, claim.leaseId);
          throw error;
        }
    }
  }
}

function hashOf(wish: object): Buffer {
  return createHash('sha256').update(JSON.stringify(wish)).digest();
}

function stillRunning(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'request_in_progress',
    detail: 'This is being done already.',
    hint: 'Wait a moment.',
    retryAfterSeconds: 1,
  });
}
