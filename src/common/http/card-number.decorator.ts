import { SetMetadata } from '@nestjs/common';

export const CARD_NUMBER_EXEMPT = 'omnicrm:card-number-exempt';

/** Names body fields that may look like a card number and are none: `phone`, `inventory.*.serial`. */
export function CardNumberExempt(...paths: string[]): MethodDecorator {
  return SetMetadata(CARD_NUMBER_EXEMPT, paths);
}
