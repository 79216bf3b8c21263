import type { SetupIntent, StripeError } from '@stripe/stripe-js';

/** Marks our messages among everything else that is posted between windows. */
export const CHANNEL = 'stripe-stand-in';

/** The part of Stripe's `appearance.variables` that the stand-in honours. */
export interface Look {
  readonly colorPrimary?: string;
  readonly colorText?: string;
  readonly colorTextSecondary?: string;
  readonly colorBackground?: string;
  readonly colorDanger?: string;
  readonly fontFamily?: string;
  readonly borderRadius?: string;
}

/** What a frame has to know before anything else. */
export interface FrameOptions {
  readonly publishableKey: string;
  readonly clientSecret: string;
  readonly locale: string;
  readonly look: Look;
  /** Style sheets with font faces. */
  readonly fonts: readonly string[];
}

/** What the page gives along with the card. */
interface BillingDetails {
  readonly name?: string;
  readonly email?: string;
  readonly country?: string;
}

/** The parameters of a confirmation. */
export interface ConfirmInput {
  readonly billing: BillingDetails;
  readonly returnUrl?: string;
}

/** What the page may ask of a frame, and what the frame answers. */
export interface Calls {
  init: { args: FrameOptions; answer: { error?: StripeError } };
  update: { args: { locale?: string; look?: Look }; answer: null };
  submit: { args: null; answer: { error?: StripeError } };
  confirm: { args: ConfirmInput; answer: IntentAnswer };
  retrieve: { args: FrameOptions; answer: IntentAnswer };
  challenge: { args: FrameOptions; answer: IntentAnswer };
  focus: { args: null; answer: null };
  clear: { args: null; answer: null };
}

/** One of {@link Calls}. */
export type CallName = keyof Calls;

/** An intent or an error, as Stripe.js answers. */
export interface IntentAnswer {
  setupIntent?: SetupIntent;
  error?: StripeError;
}

/** What a frame tells of itself. */
export interface FrameEvents {
  loaded: null;
  resize: { height: number };
  change: { empty: boolean; complete: boolean };
  focus: null;
  blur: null;
}

/** One of {@link FrameEvents}. */
export type FrameEventName = keyof FrameEvents;

/** A message from the page to a frame. */
export type ToFrame = {
  [Name in CallName]: { channel: typeof CHANNEL; id: number; call: Name; args: Calls[Name]['args'] };
}[CallName];

/** A message from a frame to the page. */
export type FromFrame =
  | { channel: typeof CHANNEL; id: number; answer: unknown }
  | {
      [Name in FrameEventName]: { channel: typeof CHANNEL; event: Name; data: FrameEvents[Name] };
    }[FrameEventName];

/** Whether a message is one of ours; its sender has been checked before. */
export function isOurs(data: unknown): data is { channel: typeof CHANNEL } {
  return typeof data === 'object' && data !== null && 'channel' in data && data.channel === CHANNEL;
}

/** An error in the shape of Stripe's own. */
export function stripeError(
  type: StripeError['type'],
  code: string | undefined,
  message: string,
): StripeError {
  return { type, message, ...(code === undefined ? {} : { code }) };
}
