import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { CallTasks } from './call-tasks.service.js';
import {
  callDone,
  exemptionView,
  exemptionWish,
  positionOfPage,
  taskPage,
  tasksQuery,
  taskView,
  toTaskView,
  type CallTaskView,
  type TasksQuery,
} from './dunning-cases.schemas.js';
import { Exemptions } from './exemptions.service.js';

@Controller('v1')
export class DunningWorkController {
  constructor(
    private readonly tasks: CallTasks,
    private readonly exemptions: Exemptions,
  ) {}

  @Get('call-tasks')
  @Access('dunning:read')
  @Doc({ summary: 'Calls to make and decisions to take, newest first', returns: { 200: taskPage } })
  async list(@Query({ schema: tasksQuery }) query: TasksQuery): Promise<Page<CallTaskView>> {
    const tasks = await this.tasks.list({
      state: query.state,
      after: positionOfPage(query.cursor),
      limit: query.limit,
    });
    return pageOf(tasks, query.limit, toTaskView, ({ id }) => [id]);
  }

  @Post('call-tasks/:id/done')
  @HttpCode(200)
  @Access('dunning:write')
  @Doc({
    summary: 'Note how a call went',
    returns: { 200: taskView },
    problems: { 409: '`conflict`: the task is over, or is a decision' },
  })
  async done(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: callDone }) body: z.output<typeof callDone>,
    @CurrentActor() actor: Actor,
  ): Promise<CallTaskView> {
    return toTaskView(await this.tasks.done(id, body, actor));
  }

  @Put('customers/:id/dunning-exemption')
  @Access('dunning:write')
  @Doc({ summary: 'Let dunning leave a customer alone', returns: { 200: exemptionView } })
  async exempt(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: exemptionWish }) body: z.output<typeof exemptionWish>,
    @CurrentActor() actor: Actor,
  ): Promise<z.output<typeof exemptionView>> {
    const { reason, fromAt, untilAt } = await this.exemptions.exempt(id, body, actor);
    return { reason, from: fromAt.toISOString(), until: untilAt?.toISOString() ?? null };
  }

  @Delete('customers/:id/dunning-exemption')
  @HttpCode(204)
  @Access('dunning:write')
  @Doc({ summary: 'End the exemption; none is fine', returns: { 204: null } })
  async end(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<void> {
    await this.exemptions.end(id, actor);
  }
}
