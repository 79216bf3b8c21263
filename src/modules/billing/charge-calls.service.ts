import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { CustomersService, type Customer } from '../customers/index.js';
import {
  VendorGateways,
  type ChargeInput,
  type ChargeLookUp,
  type ChargeOutcome,
  type ChargeQuery,
} from '../vendors/index.js';
import { invoiceNumber } from './invoice-number.js';
import { Invoice } from './invoice.entity.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';

/** Everything that a call about one attempt is made of; the same again whenever it is read, since the same key wants the same call. */
export interface ChargeOrder {
  readonly attempt: PaymentAttempt;
  readonly payment: Pick<Payment, 'id' | 'amount' | 'currency'>;
  readonly customer: Pick<Customer, 'id' | 'name' | 'email' | 'phone'>;
  readonly description: string;
}

/** Calls at the vendors about attempts; never made inside a transaction. */
@Injectable()
export class ChargeCalls {
  constructor(
    private readonly db: DataSource,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws 404 for an unknown attempt. */
  async orderOf(attemptId: string): Promise<ChargeOrder> {
    const attempt = await this.db.manager.findOneBy(PaymentAttempt, { id: attemptId });
    if (!attempt) throw new NotFound('payment attempt');
    const payment = await this.db.manager.findOneByOrFail(Payment, { id: attempt.paymentId });
    if (payment.customerId === null) throw new NotFound('customer');
    const customer = await this.customers.get(payment.customerId);
    return { attempt, payment, customer, description: await this.describe(payment) };
  }

  /** An exception means that nothing was charged by this call. */
  charge(order: ChargeOrder): Promise<ChargeOutcome> {
    return this.gateways.get(order.attempt.vendor).charge(this.inputOf(order));
  }

  /** What the vendor says of the attempt; `vendorChargeId` where an event has told it. */
  lookUp(
    { attempt }: Pick<ChargeOrder, 'attempt'>,
    vendorChargeId = attempt.vendorChargeId,
  ): Promise<ChargeLookUp> {
    return this.gateways.get(attempt.vendor).lookUpCharge({ ...queryOf(attempt), vendorChargeId });
  }

  /** Takes back what waits for its customer, and says as what it stands then; null where the vendor cannot. */
  async cancel({ attempt }: Pick<ChargeOrder, 'attempt'>): Promise<ChargeLookUp | null> {
    const gateway = this.gateways.get(attempt.vendor);
    return gateway.cancelCharge ? gateway.cancelCharge(queryOf(attempt)) : null;
  }

  /** Whether repeating a call under its key is safe at the attempt's vendor. */
  hasKeys({ attempt }: Pick<ChargeOrder, 'attempt'>): boolean {
    return this.gateways.get(attempt.vendor).capabilities.idempotencyKeys;
  }

  private inputOf({ attempt, payment, customer, description }: ChargeOrder): ChargeInput {
    const { name, email, phone } = customer;
    const { vendorPaymentMethodId } = attempt;
    if (vendorPaymentMethodId === null) throw new Error('What is paid on a page is not charged.');
    const returnUrl = `${this.config.http.publicUrl}/returns/${attempt.vendor}/${payment.id}`;
    return {
      paymentId: payment.id,
      attemptNo: attempt.attemptNo,
      amount: { amount: payment.amount, currency: payment.currency },
      customer: { customerId: customer.id, vendorCustomerId: attempt.vendorCustomerId, name, email, phone },
      method: { vendorPaymentMethodId, paymentType: attempt.paymentType },
      offSession: attempt.offSession,
      usage: attempt.usage,
      description,
      ...(attempt.offSession ? {} : { returnUrl }),
      idempotencyKey: attempt.idempotencyKey,
    };
  }

  private async describe({ invoiceId }: Payment): Promise<string> {
    if (invoiceId === null) return 'Payment';
    const { number } = await this.db.manager.findOneByOrFail(Invoice, { id: invoiceId });
    return invoiceDescription(number);
  }
}

function queryOf({ vendorChargeId, paymentId, attemptNo, vendorCustomerId }: PaymentAttempt): ChargeQuery {
  return { vendorChargeId, paymentId, attemptNo, vendorCustomerId };
}

/** What stands beside a charge for this invoice at the vendor. */
export function invoiceDescription(number: number | null): string {
  return `Invoice ${number === null ? '' : invoiceNumber(number)}`;
}
