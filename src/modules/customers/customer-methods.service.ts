import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What customers must know of payment methods; answered inside the caller's transaction, under the customer's row lock. */
export interface MethodFacts {
  /** Whether the customer has a method that can be charged today. */
  hasUsable(tx: EntityManager, customerId: string): Promise<boolean>;
  /** Whether this method of the customer can be charged today. */
  isUsable(tx: EntityManager, customerId: string, paymentMethodId: string): Promise<boolean>;
  /** Whether any method of the customer is still kept, here or at its vendor. */
  hasAny(tx: EntityManager, customerId: string): Promise<boolean>;
  /** Takes the personal data out of methods that are gone. */
  erase(tx: EntityManager, customerId: string): Promise<void>;
}

const NO_METHODS: MethodFacts = {
  hasUsable: () => Promise.resolve(false),
  isUsable: () => Promise.resolve(false),
  hasAny: () => Promise.resolve(false),
  erase: () => Promise.resolve(),
};

/**
 * The questions that customers ask of payment methods. Modules to the left cannot be imported, so the one that owns the methods puts its
 * answers in here at start; see docs/decisions/method-facts.md.
 */
@Injectable()
export class CustomerMethods implements MethodFacts {
  private facts = NO_METHODS;

  /** Called once, by the module that owns payment methods, when it starts. */
  answerWith(facts: MethodFacts): void {
    this.facts = facts;
  }

  hasUsable(tx: EntityManager, customerId: string): Promise<boolean> {
    return this.facts.hasUsable(tx, customerId);
  }

  isUsable(tx: EntityManager, customerId: string, paymentMethodId: string): Promise<boolean> {
    return this.facts.isUsable(tx, customerId, paymentMethodId);
  }

  hasAny(tx: EntityManager, customerId: string): Promise<boolean> {
    return this.facts.hasAny(tx, customerId);
  }

  erase(tx: EntityManager, customerId: string): Promise<void> {
    return this.facts.erase(tx, customerId);
  }
}
