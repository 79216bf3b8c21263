import { type Cause } from './account.js';
import { type DeclineChoice } from './declines.js';
import { type Params } from './params.js';

/** One call of the API. */
export interface Call extends Cause {
  readonly requestId: string;
  readonly params: Params;
  /** Made by a browser with the publishable key: it sees less and must know the client secret. */
  readonly publishable: boolean;
  /** A fault's decline: the issuer refuses whatever the card's own behaviour. */
  readonly decline: DeclineChoice | string | null;
  /** Set by whatever moves money or binds a card: the answer then waits for the state file. */
  durable: boolean;
  /** What happens at the vendor once the call was answered. */
  readonly after: ((cause: Cause) => void)[];
}
