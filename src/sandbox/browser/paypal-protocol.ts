import type { PayPalCardFieldCardFieldData } from '@paypal/paypal-js';

/** Marks our messages among everything else that is posted between windows. */
export const CHANNEL = 'paypal-stand-in-frame';

/** What one frame shows. */
export type View = 'button' | 'number' | 'expiry' | 'cvv' | 'name';

/** One of the fields of a card. */
export type FieldView = Exclude<View, 'button'>;

/** Style rules by selector, as PayPal takes them. */
export type FieldStyle = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** What a frame has to know before anything else. */
export interface FrameSettings {
  readonly locale: string;
  /** Fields of one card find each other by it. */
  readonly session: string;
  readonly style: FieldStyle;
  readonly placeholder: string | null;
  /** Of the button, in pixels. */
  readonly height: number;
  readonly radius: number;
}

/** What goes with the card when it is sent. */
export interface CardSubmission {
  readonly token: string;
  readonly name: string | null;
  readonly country: string | null;
}

/** What the page may ask of a frame, and what the frame answers. */
export interface Calls {
  init: { args: FrameSettings; answer: null };
  focus: { args: null; answer: null };
  clear: { args: null; answer: null };
  attribute: { args: { name: string; value: string | null }; answer: null };
  /** Only the number's frame is asked; it gathers the others' values itself, so that none passes through the page. */
  submit: { args: CardSubmission; answer: { issue: string | null } };
}

/** One of {@link Calls}. */
export type CallName = keyof Calls;

/** What a frame tells of itself. */
export interface FrameEvents {
  loaded: null;
  resize: { height: number };
  click: null;
  state: { state: PayPalCardFieldCardFieldData; brand: string | null; cause: 'change' | 'focus' | 'blur' };
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
