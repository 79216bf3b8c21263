import { type StandIn } from '../kit/index.js';
import { type Control } from './control.js';
import { type StandInState } from './state.js';

/** How the stand-in is set up. */
export interface PaytabsStandInOptions {
  /** Of the loopback interface; a free one unless told. */
  port?: number;
  profileId: string;
  serverKey: string;
  /** The dashboard's address for notices; a request's own callback goes before it. */
  webhookUrl?: string;
  /** Keeps the profile's objects across restarts, also after kill -9. */
  stateFile?: string;
  /** Business time: expiry of cards and pages, two minutes of refused duplicates. */
  now?: () => Date;
  /** How long every call takes at least. */
  latencyMs?: number;
}

/** A running stand-in. */
export interface PaytabsStandIn extends StandIn<string> {
  readonly state: StandInState;
  readonly control: Control;
}
