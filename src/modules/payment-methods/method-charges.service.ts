import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Says, inside the caller's transaction, whether a charge on the method is pending or unknown. */
export type IsBeingCharged = (tx: EntityManager, paymentMethodId: string) => Promise<boolean>;

/**
 * The question that payment methods ask of charges before one is removed. Whoever charges is a module to the left, so it puts its answer
 * in here at start; see docs/decisions/method-facts.md.
 */
@Injectable()
export class MethodCharges {
  private answer: IsBeingCharged = () => Promise.resolve(false);

  /** Called once, by the module that charges, when it starts. */
  answerWith(answer: IsBeingCharged): void {
    this.answer = answer;
  }

  isBeingCharged(tx: EntityManager, paymentMethodId: string): Promise<boolean> {
    return this.answer(tx, paymentMethodId);
  }
}
