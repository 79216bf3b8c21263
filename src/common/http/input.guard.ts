import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CARD_NUMBER_EXEMPT } from './card-number.decorator.js';
import { refuseInput } from './refused-input.js';

const NO_PATHS: readonly string[] = [];

/** Refuses card numbers and text that cannot be stored, wherever they stand in a request; what vendors send, and have a browser bring, is kept nowhere. */
@Injectable()
export class InputGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): true {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.url.startsWith('/webhooks/') || request.url.startsWith('/returns/')) {
      refuseInput({ url: request.url.split('?', 1)[0] ?? '', headers: {} }, NO_PATHS);
      return true;
    }
    const exempt = this.reflector.get<readonly string[] | undefined>(
      CARD_NUMBER_EXEMPT,
      context.getHandler(),
    );
    refuseInput(request, exempt ?? NO_PATHS);
    return true;
  }
}
