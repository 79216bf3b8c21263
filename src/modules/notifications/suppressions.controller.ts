import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import {
  suppressedAddress,
  suppressionPosition,
  suppressionsPage,
  suppressionsQuery,
  toView,
} from './suppressions.schemas.js';
import { Suppressions } from './suppressions.service.js';

@Controller('v1/suppressions')
export class SuppressionsController {
  constructor(private readonly suppressions: Suppressions) {}

  @Get()
  @Access('messages:read')
  @Doc({ summary: 'Addresses that get no reminders, newest first', returns: { 200: suppressionsPage } })
  async list(
    @Query({ schema: suppressionsQuery }) { limit, cursor }: z.output<typeof suppressionsQuery>,
  ): Promise<Page<ReturnType<typeof toView>>> {
    const rows = await this.suppressions.list(limit + 1, suppressionPosition(cursor));
    return pageOf(rows, limit, toView, ({ instant, email }) => [instant, email]);
  }

  @Delete(':email')
  @HttpCode(204)
  @Access('messages:write')
  @Doc({ summary: 'Let reminders go to an address again', returns: { 204: null } })
  async lift(
    @Param('email', { schema: suppressedAddress }) email: string,
    @CurrentActor() actor: Actor,
  ): Promise<void> {
    await this.suppressions.lift(email, actor);
  }
}
