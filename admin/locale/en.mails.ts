export const message = {
  preview: 'The mail as it was sent',
  previewNow: 'The mail in today’s words: its template has changed since',
  previewSoon: 'The mail as it will be sent',
  previewSkipped: 'The mail as it would have been sent',
  resend: 'Send once more',
  resendTitle: 'Send this mail once more?',
  resendTo: 'It goes to {email} at once.',
  resendToCustomer: 'It goes at once to the address that {name} has now.',
  resendNote: 'Its words and amounts are those of this mail. It becomes a message of its own.',
  resent: 'The mail goes once more.',
  textVersion: 'Text version',
  why: 'What became of it',
  allOf: 'All messages of {name}',
  original: 'The message that this one repeats',
  template: 'Its template',
} as const;

export const delivery = {
  title: 'The last 30 days',
  counted: 'As of {time}',
  counting: 'They are being counted for the first time. This takes a moment.',
  day: { one: '{day}: {count} message', other: '{day}: {count} messages' },
  dayColumn: 'Written on',
  table: 'In figures',
} as const;

export const suppressions = {
  reason: 'Reason',
  since: 'Since',
  mails: 'Messages to this address',
  lift: 'Let in again',
  liftTitle: 'Let reminders go there again?',
  liftText: 'Reminders go to {email} again from now on. It is recorded who decided that.',
  lifted: '{email} gets reminders again.',
  advice: {
    hard_bounce:
      'It bounced for good. Make sure first that the address is right, and that its mailbox is there.',
    complaint: 'Its owner marked a mail as spam. Let it in only when they ask for it.',
    unsubscribed: 'Its owner unsubscribed. Let it in only when he asks for it.',
    staff: 'Somebody here shut it out.',
  },
  empty: 'Every address gets its reminders',
  emptyText: 'An address is shut out when it bounces for good, or when its owner complains or unsubscribes.',
  none: 'This address is not shut out',
  noneText: 'Reminders go there. Its messages say what became of each.',
} as const;

export const templates = {
  language: 'Language of the mail',
  width: 'Width',
  widths: { wide: 'Desktop', phone: 'Phone' },
  data: 'Data',
  sample: 'Made up',
  oneMail: 'Of one message',
  from: 'From',
  noSender: 'No sender is configured for it, so it is not sent.',
  ours: 'Our own template',
  mailjet: 'Template {id} at Mailjet; shown is what it is given',
  test: 'Send me a test',
  testHint: 'With made-up data to {email}, marked as a test.',
  tested: 'The test is on its way.',
  follow: 'See what becomes of it',
} as const;

export const outlook = {
  title: 'Do reminders reach this customer?',
  lead: 'And for each card: the reminder that is due now, or why there is none.',
  reached: 'Nothing keeps them from {email}.',
  noEmail: 'No: the customer has no e-mail address, so no mail goes at all.',
  optedOut: 'No: the customer wants no reminders. Mails about payments and security go.',
  suppressed:
    'No: {email} has been shut out since {day} ({reason}). Mails about payments and security are tried.',
  toSuppression: 'See the address',
  notConfigured: 'No: Mailjet, or the sender of reminders, is not configured.',
  expires: 'Valid until {day}',
  next: 'The next one is due on {day}.',
} as const;

export const mailWords = {
  message_mark: { test: 'Test', copy: 'Sent once more' },
  message_category: {
    reminder: 'Reminders',
    payment: 'Payments',
    security: 'Security',
    staff: 'To staff',
  },
  suppression_reason: {
    hard_bounce: 'Bounced for good',
    complaint: 'Marked as spam',
    unsubscribed: 'Unsubscribed',
    staff: 'By staff',
  },
  outlook_verdict: {
    waiting: 'It goes in the next hours in which the customer may get mails.',
    not_yet: 'No reminder is due yet.',
    over: 'It expired too long ago: reminders have ended.',
    other_card: 'Only the default, and cards that a subscription names, have one this early.',
    replaced: 'None: a card that is valid for longer has taken its place as the default.',
    no_email: 'None: the customer has no e-mail address.',
    opted_out: 'None: the customer wants no reminders.',
    suppressed: 'None: the address is shut out.',
  },
} as const;
