import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { uuidv7 } from '../database/ids.js';

export const IDEMPOTENCY_RULE = 'omnicrm:idempotency';

/** How a POST treats its Idempotency-Key beyond replaying the stored answer. */
export interface IdempotencyRule {
  readonly required: boolean;
  /** The answer holds a secret, so it is made again from the same id instead of being kept. */
  readonly rebuild: boolean;
}

/** Refuses the request without an Idempotency-Key; for whatever moves money. `rebuild` as for {@link RebuildOnReplay}. */
export function RequiresIdempotencyKey({ rebuild = false } = {}): MethodDecorator {
  return SetMetadata(IDEMPOTENCY_RULE, { required: true, rebuild } satisfies IdempotencyRule);
}

/** Replays by running the handler again with the same new id, since its answer holds a secret that is never stored. */
export function RebuildOnReplay(): MethodDecorator {
  return SetMetadata(IDEMPOTENCY_RULE, { required: false, rebuild: true } satisfies IdempotencyRule);
}

/** A request with the id that the thing it makes will bear. */
export interface IdempotentRequest extends FastifyRequest {
  newId?: string;
}

/** The id of what this request makes: the same one again when the request is replayed or taken over after a crash. */
export const NewId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<IdempotentRequest>();
  request.newId ??= uuidv7();
  return request.newId;
});
