import { Injectable } from '@nestjs/common';
import type { MessageType } from '../../src/common/config/message-types.js';
import type { Actor } from '../../src/common/http/principal.js';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { explained, MailTemplates, TestMails } from '../../src/modules/notifications/index.js';
import { StaffService } from '../../src/modules/staff/index.js';
import type { PreviewView, PreviewWish, TemplatesPort, TemplateView } from '../panel-messages.js';
import { forbidden, requireScope } from '../permission.js';
import { OncePerKey } from './once-per-key.service.js';
import { shownMail } from './shown-mail.js';

const DELIVER_JOB = 'deliver-messages';

/** Templates of mails behind the panel. */
@Injectable()
export class PanelTemplates implements TemplatesPort {
  constructor(
    private readonly templates: MailTemplates,
    private readonly tests: TestMails,
    private readonly staff: StaffService,
    private readonly once: OncePerKey,
    private readonly jobs: JobRunner,
  ) {}

  list(actor: Actor): readonly TemplateView[] {
    requireScope(actor, 'messages:read');
    return this.templates.list().map(({ type, category, from, templateId, subjects }) => ({
      id: type,
      category,
      from,
      template_id: templateId,
      subjects,
    }));
  }

  async preview({ type: word, locale, message_id: id }: PreviewWish, actor: Actor): Promise<PreviewView> {
    requireScope(actor, 'messages:read');
    const type = word as MessageType;
    const mail =
      id === undefined
        ? this.templates.sample(type, locale)
        : await this.templates.ofMessage(type, locale, id);
    return shownMail({ type, locale }, mail);
  }

  async test(wish: Parameters<TemplatesPort['test']>[0], actor: Actor): ReturnType<TemplatesPort['test']> {
    requireScope(actor, 'messages:write');
    // Only people have an address to send to.
    if (actor.kind !== 'staff' || actor.id === null) throw forbidden();
    const { name, email } = await this.staff.get(actor.id);
    const { type, locale } = wish;
    const message = await this.once.run(wish, 'mail-templates/test', actor, (wishId) =>
      this.tests.send({ wishId, type: type as MessageType, locale, to: { name, email } }, actor),
    );
    this.jobs.nudge(DELIVER_JOB);
    return {
      id: message.id,
      state: message.state,
      to_email: message.toEmail,
      explanation: { ar: explained(message, 'ar'), en: explained(message, 'en') },
    };
  }
}
