import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  UseGuards,
  type ExecutionContext,
} from '@nestjs/common';
import { Public } from '../../common/http/access.decorator.js';
import { CareGuard, CARE_RIGHT, type CareRequest } from './care.guard.js';
import type { CareRight, CareSession } from './care-session.js';
import { SessionOver } from './self-care.errors.js';

/** Says what a route of the portal asks of the session; a route without it is closed. */
export function CareAccess(right: CareRight): MethodDecorator {
  return applyDecorators(Public(), SetMetadata(CARE_RIGHT, right), UseGuards(CareGuard));
}

/** The session that the guard found. */
export const CurrentCare = createParamDecorator((_: unknown, context: ExecutionContext): CareSession => {
  const { careSession } = context.switchToHttp().getRequest<CareRequest>();
  if (!careSession) throw new SessionOver();
  return careSession;
});
