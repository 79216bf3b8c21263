import { RecordStore } from '../kit/index.js';
import { type MethodRecord, type SessionRecord } from './records.js';
import {
  type WireCharge,
  type WireDispute,
  type WirePaymentIntent,
  type WireRefund,
} from './wire-payments.js';
import { type WireCustomer, type WireSetupAttempt, type WireSetupIntent } from './wire.js';

const byId = (record: { id: string }): string => record.id;

/** Everything that this Stripe account knows. */
export class Store extends RecordStore {
  readonly customers = this.collection<WireCustomer, 'email'>('customer', byId, {
    email: (customer) => customer.email,
  });
  readonly deletedCustomers = this.collection<{ id: string }>('deleted_customer', byId);
  readonly methods = this.collection<MethodRecord, 'customer'>('payment_method', (method) => method.wire.id, {
    customer: (method) => method.wire.customer,
  });
  readonly setupIntents = this.collection<WireSetupIntent, 'customer' | 'payment_method'>(
    'setup_intent',
    byId,
    { customer: (intent) => intent.customer, payment_method: (intent) => intent.payment_method },
  );
  readonly setupAttempts = this.collection<WireSetupAttempt, 'setup_intent'>('setup_attempt', byId, {
    setup_intent: (attempt) => attempt.setup_intent,
  });
  readonly paymentIntents = this.collection<WirePaymentIntent, 'customer'>('payment_intent', byId, {
    customer: (intent) => intent.customer,
  });
  readonly charges = this.collection<WireCharge, 'customer' | 'payment_intent'>('charge', byId, {
    customer: (charge) => charge.customer,
    payment_intent: (charge) => charge.payment_intent,
  });
  readonly refunds = this.collection<WireRefund, 'charge' | 'payment_intent'>('refund', byId, {
    charge: (refund) => refund.charge,
    payment_intent: (refund) => refund.payment_intent,
  });
  readonly checkoutSessions = this.collection<SessionRecord, 'payment_intent'>(
    'checkout_session',
    (session) => session.wire.id,
    { payment_intent: (session) => session.wire.payment_intent },
  );
  readonly disputes = this.collection<WireDispute, 'charge'>('dispute', byId, {
    charge: (dispute) => dispute.charge,
  });
}
