import type { Settlement } from './delivery-claims.js';
import { LOOK_UP_GRACE_MS, LOOK_UP_RETRY_MS, MAX_ATTEMPTS, retryDelayMs } from './delivery-schedule.js';
import type { AcceptedMail, SendResult } from './email-sender.js';

/** A message on its way: which, which try this was and which template it was made with. */
export interface Sending {
  readonly id: string;
  readonly attempts: number;
  readonly version?: string;
}

/** Code and words of what went wrong, for the message's row. */
export interface Trouble {
  readonly code: string;
  readonly reason: string;
}

/** What Mailjet's result for one mail makes of its message. */
export function settlementOf(sending: Sending, result: SendResult, real: Date): Settlement {
  switch (result.outcome) {
    case 'accepted':
      return accepted(sending, result);
    case 'refused':
      return failed(sending, result);
    case 'deferred':
      return putOff(sending, result, real);
    case 'unknown':
      return toLookUp(sending, result, real);
  }
}

/** Mailjet has it. */
export function accepted({ id, version }: Sending, mail: AcceptedMail): Settlement {
  return {
    id,
    state: 'sent',
    mailjetMessageId: mail.messageId,
    mailjetMessageUuid: mail.messageUuid,
    ...(version === undefined ? {} : { templateVersion: version }),
  };
}

/** It will not go. */
export function failed({ id }: Sending, { code, reason }: Trouble): Settlement {
  return { id, state: 'failed', errorCode: code, errorDetail: reason };
}

/** It did not go and is tried again later, unless it has been tried often enough. */
export function putOff(
  sending: Sending,
  trouble: Trouble,
  real: Date,
  retryAfterSeconds?: number,
): Settlement {
  if (sending.attempts >= MAX_ATTEMPTS) return failed(sending, trouble);
  return {
    id: sending.id,
    state: 'queued',
    nextAttemptAt: after(real, retryDelayMs(sending.attempts, retryAfterSeconds)),
    errorCode: trouble.code,
    errorDetail: trouble.reason,
  };
}

/** It may have gone: it stays as it is until Mailjet has had time to list it. */
export function toLookUp({ id, version }: Sending, { code, reason }: Trouble, real: Date): Settlement {
  return {
    id,
    state: 'sending',
    leaseUntil: after(real, LOOK_UP_GRACE_MS),
    errorCode: code,
    errorDetail: reason,
    ...(version === undefined ? {} : { templateVersion: version }),
  };
}

/** Claimed and not tried: as if it had not been. */
export function released({ id }: Sending, real: Date): Settlement {
  return { id, state: 'queued', nextAttemptAt: real, isUntried: true };
}

/** Mailjet does not know it, so it can go again. */
export function notFound(sending: Sending, real: Date): Settlement {
  const trouble = { code: 'not_found', reason: 'The answer was lost, and Mailjet has no such message.' };
  return {
    ...putOff(sending, trouble, real),
    ...(sending.attempts < MAX_ATTEMPTS ? { nextAttemptAt: real } : {}),
  };
}

/** Mailjet cannot be asked now. */
export function lookUpLater({ id }: Sending, { code, reason }: Trouble, real: Date): Settlement {
  return {
    id,
    state: 'sending',
    leaseUntil: after(real, LOOK_UP_RETRY_MS),
    errorCode: code,
    errorDetail: reason,
  };
}

function after(real: Date, ms: number): Date {
  return new Date(real.getTime() + ms);
}
