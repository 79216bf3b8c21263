import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Actor } from '../../common/http/principal.js';
import { CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import {
  VendorGateways,
  VendorTokenRefused,
  VendorUnavailable,
  type AttachOutcome,
  type MethodDetails,
  type VendorGateway,
  type Vendor,
} from '../vendors/index.js';
import { MethodStore, type MethodToStore, type StoredMethod } from './method-store.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { CardDeclined } from './payment-methods.errors.js';
import { findByToken } from './method-queries.js';
import { StandingTwin } from './standing-twin.service.js';
import { VendorCustomers, type VendorHome } from './vendor-customers.service.js';

export interface TokenToAttach {
  readonly vendor: Vendor;
  readonly vendor_payment_method_id: string;
  readonly nickname?: string | undefined;
  readonly make_default?: boolean | undefined;
}

/** Takes over a token that a caller got from the vendor itself; what it is, is read from the vendor. */
@Injectable()
export class TokenAttachment {
  constructor(
    private readonly db: DataSource,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    private readonly vendorCustomers: VendorCustomers,
    private readonly twins: StandingTwin,
    private readonly store: MethodStore,
  ) {}

  /** Safe to repeat with the same id: an answer that was lost is asked for, not guessed. */
  async attach(id: string, customerId: string, token: TokenToAttach, actor: Actor): Promise<StoredMethod> {
    const gateway = this.gateways.get(token.vendor);
    const customer = await this.customers.get(customerId);
    if (customer.erasedAt) throw new CustomerErased();
    const home = await this.vendorCustomers.ensure(customer, gateway);
    return this.vendorCustomers.homing(customer, gateway, home, (at) =>
      this.attachTo(customer, gateway, at, { id, token, actor }),
    );
  }

  private async attachTo(
    customer: Customer,
    gateway: VendorGateway,
    home: VendorHome,
    { id, token, actor }: { id: string; token: TokenToAttach; actor: Actor },
  ): Promise<StoredMethod> {
    const { vendor_payment_method_id: vendorPaymentMethodId, vendor } = token;
    const onFile = await this.onFile(token, home.account);
    if (onFile && onFile.customerId !== customer.id) throw new VendorTokenRefused('foreign');
    if (onFile?.status === 'removing') throw new VendorTokenRefused('used');
    if (onFile && onFile.status !== 'removed') return { method: onFile, created: onFile.id === id };
    const outcome = await gateway.attachMethod({
      vendorPaymentMethodId,
      vendorCustomerId: home.vendorCustomerId,
      customerId: customer.id,
      idempotencyKey: `attach-${id}-${home.vendorCustomerId ?? ''}`,
    });
    const given: MethodToStore = {
      id,
      customerId: customer.id,
      vendor,
      account: home.account,
      details: await settled(outcome, gateway, vendorPaymentMethodId, home.vendorCustomerId),
      source: 'token',
      nickname: token.nickname,
      makeDefault: token.make_default,
      actor,
    };
    await this.twins.confirm(given);
    return this.store.store(given);
  }

  private onFile(token: TokenToAttach, account: string): Promise<PaymentMethod | null> {
    const { vendor, vendor_payment_method_id: vendorPaymentMethodId } = token;
    return findByToken(this.db.manager, { vendor, account, vendorPaymentMethodId });
  }
}

async function settled(
  outcome: AttachOutcome,
  gateway: VendorGateway,
  vendorPaymentMethodId: string,
  vendorCustomerId: string | null,
): Promise<MethodDetails> {
  if (outcome.status === 'attached') return outcome.method;
  if (outcome.status === 'declined') throw new CardDeclined(outcome.decline);
  const found = await gateway.readMethod({ vendorPaymentMethodId, paymentType: 'card' });
  if (found?.vendorCustomerId === vendorCustomerId) return found;
  throw new VendorUnavailable(gateway.vendor, { retryAfterSeconds: 5 });
}
