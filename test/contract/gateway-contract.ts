import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Money } from '../../src/common/money.js';
import type {
  DeclineBucket,
  MethodDetails,
  VendorCapabilities,
  VendorGateway,
  WebhookHeaders,
} from '../../src/modules/vendors/index.js';
import { describeCharging } from './charging-cases.js';
import { describeEvents } from './event-cases.js';
import { describeFaults } from './fault-cases.js';
import { describeMethods } from './method-cases.js';
import { describeSaving } from './saving-cases.js';
import { Stage } from './stage.js';

/** Cards by how the vendor's bank treats them; `same` and `good` are one number, `other` is a second one. */
export type TestCard = 'good' | 'same' | 'other' | 'debit' | 'wants_customer' | 'refund_pending';

/** PayPal accounts of two people. */
export type TestPayer = 'payer' | 'other_payer';

/** Which call of the vendor a fault strikes; `save` is the one by which a finished setup is read or made to last. */
export type FaultyCall = 'charge' | 'refund' | 'save' | 'attach' | 'verify' | 'customer' | 'read_method';

/** What goes wrong: before or after the vendor has done it; `lost` never answers, `cut` ends the connection. */
export type FaultKind =
  | 'lost_before'
  | 'lost_after'
  | 'cut_before'
  | 'cut_after'
  | 'cut_once_after'
  | 'cut_body'
  | 'error_before'
  | 'error_after'
  | 'html'
  | 'cut_json'
  | 'empty'
  | 'slow_body'
  | 'busy'
  | 'other_amount'
  | 'other_currency'
  | 'decline_as_success';

/** What is wrong with the next event that the vendor sends. */
export type EventFault = 'stale' | 'wrong_signature' | 'changed_byte';

/** A webhook as it reached us. */
export interface ReceivedEvent {
  readonly raw: Buffer;
  readonly headers: WebhookHeaders;
}

/** What a vendor has or tells that others have not; a case about anything else does not apply to it. */
export type Trait =
  /** A setup can end at the vendor without being finished. */
  | 'setups_expire'
  /** A refused card leaves the setup open, and reading it tells the refusal. */
  | 'setups_survive_declines'
  /** What the vendor does not tell of may be a form that nobody has finished yet. */
  | 'setups_hide'
  /** The vendor tells the address of its page only once; whoever asks again gets a second page. */
  | 'pages_open_anew'
  /** A setup names its customer, so that another customer's is noticed. */
  | 'setups_name_customer'
  /** A method of another customer is refused when it is charged. */
  | 'methods_name_customer'
  /** A charge that waits for its customer can be taken back. */
  | 'charges_are_taken_back'
  /** Customers are made by a call of their own, and can be deleted at the vendor. */
  | 'customers_are_made'
  /** An event tells that a setup was finished. */
  | 'events_name_setups'
  /** An event tells that a method was saved or removed. */
  | 'events_name_methods';

/** What the suite has to know of a vendor before it starts. */
export interface VendorUnderTest {
  readonly name: string;
  /** Those of the gateway; the suite compares them. */
  readonly capabilities: VendorCapabilities;
  readonly traits: readonly Trait[];
  readonly cards: readonly TestCard[];
  readonly faultyCalls: readonly FaultyCall[];
  /** What the vendor says of the card `good`. */
  readonly goodCard: Pick<MethodDetails, 'brand' | 'last4' | 'funding'>;
  /** An amount that the vendor never takes. */
  readonly impossible: Money;
  /** Vendor codes to try, each with its bucket. */
  readonly declineCodes: readonly (readonly [string, DeclineBucket])[];
  start(): Promise<VendorHarness>;
}

/** A vendor's stand-in with the gateways that talk to it; what is optional is there when a trait or capability says so. */
export interface VendorHarness {
  readonly gateway: VendorGateway;
  /** With a key that the vendor refuses. */
  readonly stranger: VendorGateway;
  /** With an address where nobody listens. */
  readonly unplugged: VendorGateway;
  /** With another webhook secret. */
  readonly otherSecret: VendorGateway;
  /** Where the vendor's server is to tell of a setup, where it takes an address per request. */
  readonly callbackUrl?: string;
  reset(): Promise<void>;
  close(): Promise<void>;
  /** What the customer does in the vendor's form or page with a card. */
  finishSetup(vendorSetupId: string, card: TestCard): Promise<void>;
  /** What the customer does on PayPal's page; with the payment type `paypal`. */
  approveSetup?(vendorSetupId: string, payer: TestPayer): Promise<void>;
  /** With `setups_survive_declines`: a card that the bank refuses to save. */
  refuseSetup?(vendorSetupId: string, bucket: DeclineBucket): Promise<void>;
  /** With `setups_expire`. */
  expireSetup?(vendorSetupId: string): Promise<void>;
  /** With `attach`: a method made at the vendor without us, attached to nobody. */
  token?(card: TestCard): Promise<string>;
  /** A token that the bank refuses to attach, where the vendor asks it. */
  refusedToken?(): Promise<string>;
  /** With `customers_are_made`. */
  deleteCustomer?(vendorCustomerId: string): Promise<void>;
  /** With `defaults`. */
  defaultOf?(vendorCustomerId: string): Promise<string | null>;
  refuseNextCharge(vendorCode: string): void;
  fail(call: FaultyCall, kind: FaultKind): void;
  /** How many charges of this payment the vendor has really made. */
  chargesOf(paymentId: string): Promise<number>;
  /** Everything sent to our webhook since the last reset, oldest first. */
  events(): Promise<readonly ReceivedEvent[]>;
  /** What goes wrong with the next event. */
  spoilEvent(fault: EventFault): void;
  /** Sends a rightly signed event of a type that nobody knows, about this large. */
  sendUnknownEvent?(bytes: number): void;
}

/** What every gateway must do, whichever vendor is behind it. */
export function describeGateway(vendor: VendorUnderTest): void {
  describe(`${vendor.name} behind the port`, () => {
    const stage = new Stage(vendor);
    beforeAll(() => stage.open());
    afterAll(() => stage.close());
    beforeEach(() => stage.reset());

    it('can do what it says', () => {
      expect(stage.gateway.capabilities).toEqual(vendor.capabilities);
    });
    describeSaving(vendor, stage);
    describeMethods(vendor, stage);
    describeCharging(vendor, stage);
    describeFaults(vendor, stage);
    describeEvents(vendor, stage);
  });
}
