import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../common/config/config.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Access } from '../common/http/access.decorator.js';
import { Doc } from '../common/http/doc.decorator.js';

const ANSWER_WITHIN_MS = 5_000;

const mailboxQuery = z.strictObject({ to: z.string().max(320).optional() });

const mailboxView = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      custom_id: z.string().nullable(),
      to: z.string(),
      to_name: z.string().nullable(),
      from: z.string(),
      subject: z.string(),
      html: z.string().nullable(),
      text: z.string().nullable(),
      at: z.string(),
    }),
  ),
});

/** Mails that the Mailjet stand-in was given, newest first. */
@Controller('v1/sandbox/mailbox')
export class MailboxController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Access('sandbox:control')
  @Doc({ summary: 'Mails sent in the sandbox, newest first', returns: { 200: mailboxView } })
  async read(@Query({ schema: mailboxQuery }) query: z.infer<typeof mailboxQuery>): Promise<unknown> {
    const url = new URL('/_control/mailbox', this.config.mailjet.apiBase ?? 'http://127.0.0.1');
    if (query.to) url.searchParams.set('to', query.to);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      return await answer.json();
    } catch (error) {
      throw new DomainError({
        kind: 'unavailable',
        code: 'sandbox_unavailable',
        detail: 'The stand-in of Mailjet does not answer.',
        retryAfterSeconds: 5,
        cause: error,
      });
    }
  }
}
