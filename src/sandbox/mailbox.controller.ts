import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../common/config/config.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Access } from '../common/http/access.decorator.js';
import { Doc } from '../common/http/doc.decorator.js';
import { instant } from '../common/http/http.schemas.js';

const ANSWER_WITHIN_MS = 15_000;

const mailboxQuery = z.strictObject({ to: z.string().max(320).optional() });

const party = z.object({ email: z.string(), name: z.string() });

/** What the stand-in keeps of a mail. */
const kept = z.object({
  data: z.array(
    z.object({
      uuid: z.string(),
      customId: z.string(),
      from: party,
      to: party,
      subject: z.string(),
      html: z.string().nullable(),
      text: z.string().nullable(),
      acceptedAt: z.string(),
    }),
  ),
});

const mailboxView = z.object({
  data: z.array(
    z.object({
      id: z.string().meta({ description: "Mailjet's id" }),
      message_id: z.string().meta({ description: 'Ours' }),
      from: party,
      to: party,
      subject: z.string(),
      html: z.string().nullable(),
      text: z.string().nullable(),
      accepted_at: instant,
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
  async read(
    @Query({ schema: mailboxQuery }) { to }: z.infer<typeof mailboxQuery>,
  ): Promise<z.infer<typeof mailboxView>> {
    const { data } = kept.parse(await this.fetchMails(to));
    return {
      data: data.map(({ uuid, customId, acceptedAt, ...mail }) => ({
        ...mail,
        id: uuid,
        message_id: customId,
        accepted_at: acceptedAt,
      })),
    };
  }

  private async fetchMails(to: string | undefined): Promise<unknown> {
    const url = new URL('/mailbox.json', this.config.mailjet.apiBase ?? 'http://127.0.0.1');
    if (to !== undefined) url.searchParams.set('to', to);
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const ask = async (): Promise<unknown> => (await fetch(url, { signal })).json();
    try {
      // A line that was kept open may be closed by the far end just as it is used once more.
      return await ask().catch(ask);
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
