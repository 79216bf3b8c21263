import type { SystemPart } from '../../common/checks/system-part.js';

/** Whether a validated sender, an address or `*@domain`, covers this address. */
function covers(sender: string, address: string): boolean {
  const known = sender.toLowerCase();
  const email = address.toLowerCase();
  return known.startsWith('*@') ? email.endsWith(known.slice(1)) : known === email;
}

/** Whether Mailjet lets mails come from all the addresses in use; `withoutSender` counts the types that have none and so are not sent. */
export function sendersPart(
  used: readonly string[],
  validated: readonly string[],
  withoutSender: number,
): SystemPart {
  const refused = [...new Set(used)].filter(
    (address) => !validated.some((sender) => covers(sender, address)),
  );
  const facts = { senders: new Set(used).size, types_without_sender: withoutSender };
  if (refused.length > 0) {
    return {
      name: 'mailjet_senders',
      state: 'failing',
      detail: `Mailjet has not validated ${refused.join(', ')}.`,
      hint: 'Validate the address or its domain at Mailjet, under senders and domains.',
      facts,
    };
  }
  if (withoutSender === 0) return { name: 'mailjet_senders', state: 'ok', facts };
  return {
    name: 'mailjet_senders',
    state: 'warning',
    detail: `${String(withoutSender)} types of mail have no sender and are not sent.`,
    hint: 'Set mailjet.types.default.from_email.',
    facts,
  };
}

/** Whether the templates of Mailjet's that are configured exist there. */
export function templatesPart(
  templates: readonly { readonly id: number; readonly exists: boolean }[],
): SystemPart {
  const missing = templates.filter(({ exists }) => !exists).map(({ id }) => String(id));
  const facts = { templates: templates.length };
  if (missing.length === 0) return { name: 'mailjet_templates', state: 'ok', facts };
  return {
    name: 'mailjet_templates',
    state: 'failing',
    detail: `Mailjet has no template ${missing.join(', ')}.`,
    hint: 'Correct mailjet.types.<type>.template_id, or leave it out for the built-in template.',
    facts,
  };
}

/** How the queue of mails stands; the age is business time. */
export interface QueueFacts {
  readonly due: number;
  readonly oldestDueAt: Date | null;
  readonly failedToday: number;
  readonly lastAcceptedAt: Date | null;
}

const OLD_MINUTES = 15;
const TOO_OLD_MINUTES = 60;

/** Whether mails go when they are due. */
export function queuePart(
  { due, oldestDueAt, failedToday, lastAcceptedAt }: QueueFacts,
  now: Date,
): SystemPart {
  const minutes = oldestDueAt === null ? 0 : Math.floor((now.getTime() - oldestDueAt.getTime()) / 60_000);
  const part = {
    name: 'mail_queue',
    facts: {
      due,
      oldest_due_minutes: minutes,
      failed_today: failedToday,
      last_accepted_at: lastAcceptedAt?.toISOString() ?? null,
    },
  };
  if (minutes < OLD_MINUTES) return { ...part, state: 'ok' };
  return {
    ...part,
    state: minutes < TOO_OLD_MINUTES ? 'warning' : 'failing',
    detail: `A mail has been due for ${String(minutes)} minutes.`,
    hint: 'See whether Mailjet takes mails and the job deliver-messages runs.',
  };
}
