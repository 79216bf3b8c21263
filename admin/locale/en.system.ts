export const system = {
  again: 'Check again',
  part: 'Part',
  facts: 'Figures',
  checkedAt: 'Asked {at}.',
  /** What to try where a part is not in order. */
  try: {
    clock: 'Set this machine and the database by the same time server.',
    stripe: 'Check vendors.stripe in the configuration: its keys, and that they are of this mode.',
    paypal: 'Check vendors.paypal in the configuration: its client id and secret.',
    paytabs: 'Check vendors.paytabs in the configuration: its profile, server key and region.',
    vendors: 'The vendors could not be asked; see the log.',
    mailjet: 'Set mailjet.api_key and mailjet.api_secret; without them no mail goes.',
    mailjet_senders:
      'Validate each address, or its domain, at Mailjet, and set mailjet.types.default.from_email.',
    mailjet_templates: 'Correct mailjet.types.<type>.template_id, or leave it out for the built-in template.',
    mailjet_events:
      'Set mailjet.webhook, and its address at Mailjet: without it nobody learns of bounces and complaints.',
    mail_queue: 'See whether Mailjet takes mails and the job deliver-messages runs.',
    jobs: 'See the log for the job’s name; jobs run where jobs.enabled is true.',
  },
} as const;

export const systemWords = {
  part_state: { ok: 'In order', not_configured: 'Not set up', warning: 'Needs a look', failing: 'Fails' },
  system_part: {
    clock: 'Clocks',
    vendors: 'Payment vendors',
    mailjet: 'Mailjet',
    mailjet_senders: 'Senders of mails',
    mailjet_templates: 'Templates at Mailjet',
    mailjet_events: 'What Mailjet tells of mails',
    mail_queue: 'Queue of mails',
    jobs: 'Jobs',
  },
  system_fact: {
    skew_seconds: 'Seconds apart',
    business_time: 'Business time',
    senders: 'Senders in use',
    types_without_sender: 'Types without a sender',
    templates: 'Templates in use',
    due: 'Due now',
    oldest_due_minutes: 'The oldest waits, in minutes',
    failed_today: 'Failed within a day',
    last_accepted_at: 'Last accepted',
    jobs: 'Jobs',
    late: 'Late',
    failed: 'Failed when they last ran',
    last_run_at: 'Last run',
  },
} as const;
