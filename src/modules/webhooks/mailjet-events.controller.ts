import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Public } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { MailEvents } from '../notifications/index.js';
import { isSignedInAs } from './basic-credentials.js';
import { MailEventsRefused, MailEventsUnconfigured } from './webhooks.errors.js';
import { received } from './webhooks.schemas.js';

/** Where Mailjet tells what became of mails; it signs nothing, so user and password are the key. */
@Controller('webhooks/mailjet')
@Public()
export class MailjetEventsController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly events: MailEvents,
  ) {}

  @Post()
  @HttpCode(200)
  @Doc({
    summary: "Mailjet's events, grouped or one alone, with the Basic credentials of `mailjet.webhook`",
    returns: { 200: received },
    problems: {
      401: 'No credentials, or others',
      413: 'The call is larger than 256 KiB',
      429: 'Too many refused calls from this address',
      503: '`mailjet.webhook` is not configured',
    },
  })
  async receive(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
  ): Promise<{ received: true }> {
    const { user, password } = this.config.mailjet.webhook;
    if (user === null || password === null) throw new MailEventsUnconfigured();
    if (!isSignedInAs({ user, password }, authorization)) throw new MailEventsRefused();
    await this.events.apply(body);
    return { received: true };
  }
}
