import { type RequestFault as KitFault, type StandIn } from '../kit/index.js';
import { type Control } from './control.js';
import { type Store } from './records.js';

/** A fault of a call; a decline is a response code, perhaps with an advice code behind a space, or an issue. */
export type RequestFault = KitFault<string>;

/** How the stand-in is set up. */
export interface PaypalStandInOptions {
  /** Of the loopback interface; a free one unless told. */
  port?: number;
  clientId: string;
  clientSecret: string;
  /** Where events are posted; they are only kept unless told. */
  webhookUrl?: string;
  webhookId?: string;
  /** Keeps the account's objects across restarts, also after kill -9. */
  stateFile?: string;
  /** Business time: ages of orders, setups and keys. */
  now?: () => Date;
  /** How long every call takes at least. */
  latencyMs?: number;
  /** How long a charge stays invisible to the transaction search; 0 unless told, three hours at PayPal. */
  searchLagSeconds?: number;
  /** Where the built browser files are. */
  assetsDir?: string;
}

/** A running stand-in. */
export interface PaypalStandIn extends StandIn<string> {
  /** A look into the account, past every fault, as only a test may have it. */
  readonly store: Store;
  readonly control: Control;
  /** How many access tokens were given out. */
  tokensIssued(): number;
}
