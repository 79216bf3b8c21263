import { applyDecorators, Post as PlainPost, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

/** A POST that is safe to repeat with its Idempotency-Key; the app does not start with one under /v1 that is not. */
export function Post(path?: string): MethodDecorator {
  return applyDecorators(PlainPost(path), UseInterceptors(IdempotencyInterceptor));
}
