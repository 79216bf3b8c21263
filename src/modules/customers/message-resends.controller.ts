import { Body, Controller, Headers, Param } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { localeOf } from '../../common/i18n/locale.js';
import { messageView, toMessageView } from '../notifications/index.js';
import { noOptions } from './customers.schemas.js';
import { MessageResends } from './message-resends.service.js';

@Controller('v1/messages/:id/resend')
export class MessageResendsController {
  constructor(private readonly resends: MessageResends) {}

  @Post()
  @Access('messages:write')
  @Doc({
    summary: 'Send a mail once more, to the address that its customer has now',
    returns: { 201: messageView },
    problems: {
      409: '`conflict`: it still waits, its link has expired, three copies went within a day, or the customer was erased',
    },
  })
  async resend(
    @NewId() wishId: string,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: noOptions }) _body: z.output<typeof noOptions>,
    @CurrentActor() actor: Actor,
    @Headers('accept-language') language: string | undefined,
  ): Promise<z.input<typeof messageView>> {
    return toMessageView(await this.resends.resend(wishId, id, actor), localeOf(language));
  }
}
