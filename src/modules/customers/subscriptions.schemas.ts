import { z } from 'zod';
import {
  day,
  instant,
  moneySchema,
  pageOfSchema,
  pageQuery,
  text,
  uuid,
} from '../../common/http/http.schemas.js';
import { BILLING_MODES, INVENTORY_KINDS, INVENTORY_STATES } from './customer-vocabulary.js';
import { SUBSCRIPTION_STATES, SUSPENSION_REASONS } from './subscription-states.js';
import type { NewSubscription, SubscriptionChanges } from './subscriptions.service.js';

const MAX_INVENTORY = 50;

const serviceType = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,39}$/,
    'Lower case letters, digits, _ and -, beginning with a letter, at most 40.',
  );
const period = z
  .string()
  .regex(
    /^P(?:[1-9]\d{0,2}[DWM]|[1-9]\d?Y)$/,
    'An ISO 8601 period of one unit, such as P1M; at most 999 days, weeks or months, or 99 years.',
  )
  .meta({ description: 'ISO 8601 period, such as P1M' });

const item = {
  kind: z.enum(INVENTORY_KINDS),
  serial: text(64),
  description: text(200).nullish(),
};

const newInventory = z
  .array(z.strictObject(item))
  .max(MAX_INVENTORY)
  .refine(isWithoutRepeats, 'Names a thing twice.');
const inventoryChanges = z
  .array(z.strictObject({ ...item, state: z.enum(INVENTORY_STATES).optional() }))
  .max(MAX_INVENTORY)
  .refine(isWithoutRepeats, 'Names a thing twice.')
  .meta({ description: 'The whole list: what is not named is no longer lent' });

function isWithoutRepeats(items: readonly { kind: string; serial: string }[]): boolean {
  return new Set(items.map(({ kind, serial }) => `${kind} ${serial}`)).size === items.length;
}

export const newSubscription = z
  .strictObject({
    service_type: serviceType,
    name: text(120),
    billing_mode: z.enum(BILLING_MODES),
    auto_renew: z.boolean().default(true),
    price: moneySchema,
    period: period.default('P1M'),
    anchor_on: day.optional().meta({ description: "The customer's today when left out" }),
    next_invoice_on: day.nullable().default(null).meta({ description: 'Null: not billed' }),
    requires_payment_method: z.boolean().default(false),
    payment_method_id: uuid.nullable().default(null),
    inventory: newInventory.default([]),
  })
  .transform((body): NewSubscription => ({
    serviceType: body.service_type,
    name: body.name,
    billingMode: body.billing_mode,
    autoRenew: body.auto_renew,
    priceAmount: body.price.amount,
    priceCurrency: body.price.currency,
    period: body.period,
    anchorOn: body.anchor_on,
    nextInvoiceOn: body.next_invoice_on,
    requiresPaymentMethod: body.requires_payment_method,
    paymentMethodId: body.payment_method_id,
    inventory: body.inventory,
  }));

export const subscriptionChanges = z
  .strictObject({
    service_type: serviceType.optional(),
    name: text(120).optional(),
    billing_mode: z.enum(BILLING_MODES).optional(),
    auto_renew: z.boolean().optional(),
    price: moneySchema.optional(),
    period: period.optional(),
    anchor_on: day.optional(),
    next_invoice_on: day.nullish(),
    requires_payment_method: z.boolean().optional(),
    payment_method_id: uuid.nullish(),
    inventory: inventoryChanges.optional(),
  })
  .transform((body): SubscriptionChanges => ({
    serviceType: body.service_type,
    name: body.name,
    billingMode: body.billing_mode,
    autoRenew: body.auto_renew,
    priceAmount: body.price?.amount,
    priceCurrency: body.price?.currency,
    period: body.period,
    anchorOn: body.anchor_on,
    nextInvoiceOn: body.next_invoice_on,
    requiresPaymentMethod: body.requires_payment_method,
    paymentMethodId: body.payment_method_id,
    inventory: body.inventory,
  }));

export const subscriptionsQuery = pageQuery;

export const suspension = z.strictObject({
  reason: z.enum(SUSPENSION_REASONS),
  note: text(500).nullish().meta({ description: 'For staff' }),
});

export const restoration = z.strictObject({
  reason: z.enum(SUSPENSION_REASONS).meta({ description: 'Which suspension is lifted' }),
});

export const termination = z.strictObject({ reason: text(200) });

export const subscriptionView = z
  .object({
    id: uuid,
    customer_id: uuid,
    service_type: z.string(),
    name: z.string(),
    billing_mode: z.enum(BILLING_MODES),
    auto_renew: z.boolean(),
    price: moneySchema,
    period: z.string(),
    anchor_on: day,
    next_invoice_on: day.nullable(),
    requires_payment_method: z.boolean(),
    payment_method_id: uuid.nullable(),
    state: z.enum(SUBSCRIPTION_STATES),
    inventory: z.array(
      z.object({
        id: uuid,
        kind: z.enum(INVENTORY_KINDS),
        serial: z.string(),
        description: z.string().nullable(),
        state: z.enum(INVENTORY_STATES),
      }),
    ),
    suspensions: z.array(
      z.object({ reason: z.enum(SUSPENSION_REASONS), note: z.string().nullable(), suspended_at: instant }),
    ),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Subscription' });

export const subscriptionPage = pageOfSchema(subscriptionView);

export const subscriptionKeys = z.tuple([uuid]);
