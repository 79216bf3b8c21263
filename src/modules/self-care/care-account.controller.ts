import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentActor } from '../../common/http/access.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerProfiles } from '../customers/index.js';
import { changeMethod, type SetupView } from '../payment-methods/index.js';
import { CareAccess, CurrentCare } from './care.decorator.js';
import {
  backupWish,
  careSetup,
  nothing,
  preferences,
  removeOwn,
  type BackupWish,
  type CareSetup,
  type Preferences,
  type RemoveOwn,
} from './care.schemas.js';
import { CareMethods, type OwnMethods } from './care-methods.service.js';
import { CareOverviews, type CareOverview } from './care-overview.service.js';
import type { CareSession } from './care-session.js';
import type { CareMethodView } from './care-views.js';

/** What a customer sees of the account, and does with the methods on it. */
@Controller('care/api')
export class CareAccountController {
  constructor(
    private readonly overviews: CareOverviews,
    private readonly methods: CareMethods,
    private readonly profiles: CustomerProfiles,
  ) {}

  @Get('overview')
  @CareAccess('link')
  async overview(
    @CurrentCare() session: CareSession,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview | undefined> {
    const version = await this.overviews.version(session);
    const tag = `"${version}"`;
    reply.header('etag', tag);
    if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)) {
      reply.code(304);
      return undefined;
    }
    return this.overviews.overview(session, version);
  }

  @Patch('preferences')
  @CareAccess('full')
  async prefer(
    @Body({ schema: preferences }) { locale, reminders_opt_out, auto_pay }: Preferences,
    @CurrentCare() session: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<CareOverview> {
    const wanted = { locale, remindersOptOut: reminders_opt_out, autoPay: auto_pay };
    await this.profiles.patch(session.customerId, wanted, actor);
    return this.overviews.overview(session);
  }

  @Post('setups')
  @CareAccess('link')
  beginSetup(
    @NewId() id: string,
    @Body({ schema: careSetup }) wish: CareSetup,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<SetupView> {
    return this.methods.beginSetup(id, customerId, wish, actor);
  }

  @Get('payment-methods')
  @CareAccess('link')
  list(@CurrentCare() { customerId }: CareSession): Promise<OwnMethods> {
    return this.methods.list(customerId);
  }

  @Post('payment-methods/:id/default')
  @HttpCode(200)
  @CareAccess('link')
  makeDefault(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: nothing }) _body: object,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<CareMethodView> {
    return this.methods.makeDefault(customerId, id, actor);
  }

  @Patch('payment-methods/:id')
  @CareAccess('link')
  rename(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeMethod }) { nickname }: z.output<typeof changeMethod>,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<CareMethodView> {
    return this.methods.rename(customerId, id, nickname, actor);
  }

  @Delete('payment-methods/:id')
  @HttpCode(204)
  @CareAccess('fresh')
  async remove(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: removeOwn }) query: RemoveOwn,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const outcome = await this.methods.remove(customerId, id, query.confirm_last === 'true', actor);
    reply.code(outcome === 'removed' ? 204 : 202);
  }

  @Put('backup-methods')
  @CareAccess('fresh')
  orderBackups(
    @Body({ schema: backupWish }) wish: BackupWish,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<OwnMethods> {
    return this.methods.orderBackups(customerId, wish, actor);
  }
}
