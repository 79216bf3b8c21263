import { type RequestEntry } from '../kit/index.js';
import { type Account } from './account.js';
import { type WireCharge, type WirePaymentIntent, type WireRefund } from './wire-payments.js';
import { type WireCustomer, type WirePaymentMethod, type WireSetupIntent } from './wire.js';

/** A look into the account, past every fault, as only a test may have it. */
export class StandInState {
  constructor(
    private readonly account: Account,
    private readonly calls: () => readonly RequestEntry[],
  ) {}

  /** Any object by its id. */
  find(id: string): object | undefined {
    const { store } = this.account;
    return (
      store.methods.find(id)?.wire ??
      store.customers.find(id) ??
      store.setupIntents.find(id) ??
      store.paymentIntents.find(id) ??
      store.charges.find(id) ??
      store.refunds.find(id) ??
      store.disputes.find(id) ??
      store.checkoutSessions.find(id)?.wire
    );
  }

  customers(): WireCustomer[] {
    return [...this.account.store.customers.all()];
  }

  paymentMethods(customer?: string): WirePaymentMethod[] {
    const { methods } = this.account.store;
    const records = customer === undefined ? [...methods.all()] : methods.by('customer', customer);
    return records.map((record) => record.wire);
  }

  setupIntents(): WireSetupIntent[] {
    return [...this.account.store.setupIntents.all()];
  }

  paymentIntents(customer?: string): WirePaymentIntent[] {
    const { paymentIntents } = this.account.store;
    return customer === undefined ? [...paymentIntents.all()] : paymentIntents.by('customer', customer);
  }

  charges(): WireCharge[] {
    return [...this.account.store.charges.all()];
  }

  refunds(): WireRefund[] {
    return [...this.account.store.refunds.all()];
  }

  /** Types of the events so far, the oldest first. */
  eventTypes(): string[] {
    return [...this.account.store.events.all()].map((event) => event.type);
  }

  /** Calls so far, the oldest first; the newest thousand at least. */
  requests(): readonly RequestEntry[] {
    return this.calls();
  }

  /** Money held by currency, in minor units: charges less refunds and open or lost disputes. */
  totals(): { currency: string; amount: number }[] {
    return this.account.totals.list();
  }
}
