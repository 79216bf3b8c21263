/** Where PayPal's descriptions of February 2024 and PayPal's own SDK differ, and why we side with the SDK; docs/vendor-specs.md. */
export const KNOWN = [
  {
    side: 'request',
    path: '/v3/vault/setup-tokens',
    fields: ['customer.merchant_customer_id'],
    why: 'Newer than the description: our name of a customer beside the id that PayPal makes.',
  },
  {
    side: 'answer',
    path: '/v3/vault/',
    fields: ['customer.merchant_customer_id', 'payment_tokens[].customer.merchant_customer_id'],
    why: 'The same, as PayPal answers it.',
  },
  {
    side: 'answer',
    path: '/v3/vault/',
    fields: ['payment_source.card.type', 'payment_tokens[].payment_source.card.type'],
    why: 'Newer than the description: credit, debit or prepaid.',
  },
  {
    side: 'request',
    path: '/v3/vault/setup-tokens',
    fields: ['payment_source.paypal.usage_pattern'],
    why: 'Newer than the description: how a saved account will be charged.',
  },
  {
    side: 'request',
    path: '/v2/checkout/orders',
    fields: ['payment_source.paypal.stored_credential'],
    why: 'Newer than the description, which has it for cards alone: who starts the payment, and in which pattern.',
  },
  {
    side: 'request',
    path: '/v2/checkout/orders',
    fields: ['payment_source.paypal.attributes.customer.merchant_customer_id'],
    why: 'Newer than the description, as in the vault.',
  },
  {
    side: 'answer',
    path: '/v2/checkout/orders',
    fields: ['payment_source.paypal.attributes.vault.customer.merchant_customer_id'],
    why: 'Newer than the description, as in the vault.',
  },
  {
    side: 'request',
    path: '/v2/checkout/orders',
    fields: ['payment_source.paypal.attributes.vault.usage_pattern'],
    why: 'The enum of the description lacks the UNSCHEDULED and SUBSCRIPTION patterns of the SDK.',
  },
  {
    side: 'request',
    path: '/v2/checkout/orders',
    fields: ['payment_source.paypal.experience_context.landing_page'],
    why: 'The description contradicts itself: GUEST_CHECKOUT is in its enum and longer than its maxLength of 13.',
  },
];
