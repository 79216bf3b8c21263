import { Body, Controller, Get, HttpCode, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RequiresIdempotencyKey } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { CaseControl } from './case-control.service.js';
import { toCaseDetailView, toCaseView, type CaseDetailView, type CaseView } from './case-view.js';
import {
  caseDetailView,
  casePage,
  casesQuery,
  noBody,
  pauseWish,
  positionOfPage,
  reasonGiven,
  retryWish,
  type CasesQuery,
} from './dunning-cases.schemas.js';
import { DunningCases } from './dunning-cases.service.js';

const CASE = { 200: caseDetailView };
const OVER = { 409: '`conflict`: the case is over' };

@Controller('v1/dunning-cases')
export class DunningCasesController {
  constructor(
    private readonly cases: DunningCases,
    private readonly control: CaseControl,
  ) {}

  @Get()
  @Access('dunning:read')
  @Doc({ summary: 'Dunning cases, newest first', returns: { 200: casePage } })
  async list(@Query({ schema: casesQuery }) query: CasesQuery): Promise<Page<CaseView>> {
    const cases = await this.cases.list({
      customerId: query.customer_id,
      stage: query.stage,
      state: query.state,
      after: positionOfPage(query.cursor),
      limit: query.limit,
    });
    return pageOf(cases, query.limit, toCaseView, ({ case: { id } }) => [id]);
  }

  @Get(':id')
  @Access('dunning:read')
  @Doc({ summary: 'One case with its invoices, attempts and timeline', returns: CASE })
  get(@Param('id', { schema: uuid }) id: string): Promise<CaseDetailView> {
    return this.shown(id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Access('dunning:write')
  @Doc({ summary: 'Let the case stand still until a day', returns: CASE, problems: OVER })
  async pause(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: pauseWish }) body: z.output<typeof pauseWish>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.pause(id, body, actor);
    return this.shown(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Access('dunning:write')
  @Doc({ summary: 'Let a paused case go on', returns: CASE, problems: OVER })
  async resume(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: noBody }) _body: z.output<typeof noBody>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.resume(id, actor);
    return this.shown(id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @RequiresIdempotencyKey()
  @Access('payments:write')
  @Doc({
    summary: 'Charge the oldest invoice of the case now; `attempts` shows how it ended',
    returns: CASE,
    problems: { 409: '`conflict`: the case is over, or its card must not be charged now' },
  })
  async retry(
    @NewId() key: string,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: retryWish }) body: z.output<typeof retryWish>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.retry(id, key, body.payment_method_id, actor);
    return this.shown(id);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Access('dunning:approve')
  @Doc({
    summary: 'Let termination and collections happen, or answer for it that the customer was told',
    returns: CASE,
    problems: { 409: '`conflict`: the case is over, or waits for nobody' },
  })
  async approve(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: noBody }) _body: z.output<typeof noBody>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.approve(id, actor);
    return this.shown(id);
  }

  @Post(':id/write-off')
  @HttpCode(200)
  @Access('dunning:approve')
  @Doc({ summary: 'Give the debt up: its invoices become uncollectible', returns: CASE, problems: OVER })
  async writeOff(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: reasonGiven }) { reason }: z.output<typeof reasonGiven>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.writeOff(id, reason, actor);
    return this.shown(id);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Access('dunning:write')
  @Doc({ summary: 'End the case without a payment; its invoices stay owed', returns: CASE, problems: OVER })
  async close(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: reasonGiven }) { reason }: z.output<typeof reasonGiven>,
    @CurrentActor() actor: Actor,
  ): Promise<CaseDetailView> {
    await this.control.close(id, reason, actor);
    return this.shown(id);
  }

  private async shown(id: string): Promise<CaseDetailView> {
    return toCaseDetailView(await this.cases.get(id));
  }
}
