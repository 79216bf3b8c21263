import { Controller, Get, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { AuditTrail } from './audit-trail.service.js';
import {
  auditPage,
  auditPosition,
  auditQuery,
  toView,
  type AuditQuery,
  type auditEntryView,
} from './audit.schemas.js';

@Controller('v1/audit')
@Access('audit:read')
export class AuditController {
  constructor(private readonly audit: AuditTrail) {}

  @Get()
  @Doc({ summary: 'Who did what, newest first', returns: { 200: auditPage } })
  async list(
    @Query({ schema: auditQuery }) query: AuditQuery,
  ): Promise<Page<z.input<typeof auditEntryView>>> {
    const entries = await this.audit.list({
      entity: query.entity,
      actor: query.actor,
      customerId: query.customer_id,
      after: auditPosition(query.cursor),
      limit: query.limit,
    });
    return pageOf(entries, query.limit, toView, (entry) => [entry.id]);
  }
}
