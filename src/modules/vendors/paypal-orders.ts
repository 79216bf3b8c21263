import type { LinkDescription, Order, PaymentSource } from '@paypal/paypal-server-sdk';
import type { ChargeInput } from './vendor-gateway.js';

type Stored = Pick<ChargeInput, 'method' | 'offSession' | 'usage' | 'returnUrl'>;

const WALLET_PATTERN = {
  recurring: 'SUBSCRIPTION_POSTPAID',
  unscheduled: 'UNSCHEDULED_POSTPAID',
  one_off: 'IMMEDIATE',
} as const satisfies Record<ChargeInput['usage'], string>;

/** The vaulted source of an order, with what the networks want to know about its use. */
export function storedSource(charge: Stored): PaymentSource {
  const { method, offSession, usage, returnUrl } = charge;
  const common = {
    vaultId: method.vendorPaymentMethodId,
    ...(!offSession && returnUrl ? { experienceContext: { returnUrl, cancelUrl: returnUrl } } : {}),
  };
  const use = { paymentInitiator: offSession ? 'MERCHANT' : 'CUSTOMER', usage: 'SUBSEQUENT' };
  const storedCredential =
    method.paymentType === 'card'
      ? { ...use, paymentType: paymentType(charge) }
      : { ...use, usagePattern: WALLET_PATTERN[usage] };
  // The SDK's enums are objects at run time, which a pure file does not load; these are their values.
  return { [method.paymentType]: { ...common, storedCredential } };
}

// ONE_TIME goes with a customer who is there; without him a charge outside a schedule is UNSCHEDULED.
function paymentType({ usage, offSession }: Stored): 'RECURRING' | 'ONE_TIME' | 'UNSCHEDULED' {
  if (usage === 'recurring') return 'RECURRING';
  return usage === 'one_off' && !offSession ? 'ONE_TIME' : 'UNSCHEDULED';
}

/** Whether an answer is the object asked for. */
export function hasId(value: { readonly id?: string | undefined }): boolean {
  return typeof value.id === 'string' && value.id !== '';
}

/** The first of an answer's links with one of these relations, in their order. */
export function linkOf(links: readonly LinkDescription[] | undefined, ...rels: string[]): string | null {
  for (const rel of rels) {
    const href = links?.find((link) => link.rel === rel)?.href;
    if (href) return href;
  }
  return null;
}

/** The card's network, where the order tells it. */
export function brandIn(order: Order): string | null {
  return order.paymentSource?.card?.brand ?? null;
}
