import { z } from 'zod';
import { instant, text, uuid } from '../../common/http/http.schemas.js';
import { LOCALES } from '../../common/i18n/locale.js';
import { PAYMENT_TYPES, VENDORS } from '../vendors/index.js';
import { FUNDINGS, METHOD_STATUSES, SETUP_STATES } from './method-vocabulary.js';

const nickname = text(60).meta({ description: 'What the customer calls it' });
const vendor = z.enum(VENDORS);

/** A method as every caller sees it; fingerprints and vendor customer ids are never shown. */
export const paymentMethodView = z
  .object({
    id: uuid,
    customer_id: uuid,
    vendor,
    vendor_payment_method_id: z.string(),
    payment_type: z.enum(PAYMENT_TYPES),
    brand: z.string().nullable(),
    last4: z.string().nullable(),
    exp_month: z.int().min(1).max(12).nullable(),
    exp_year: z.int().nullable(),
    name: z.string().nullable(),
    nickname: z.string().nullable(),
    is_default: z.boolean(),
    funding: z.enum(FUNDINGS),
    status: z.enum(METHOD_STATUSES),
    expired: z.boolean(),
    account_email_masked: z.string().nullable().optional(),
    backup_position: z.int().nullable(),
    created_at: instant,
  })
  .meta({ id: 'PaymentMethod' });

export type PaymentMethodView = z.infer<typeof paymentMethodView>;

export const methodList = z.object({ data: z.array(paymentMethodView) });

const addBySetup = z.strictObject({
  setup_id: uuid,
  nickname: nickname.optional(),
  make_default: z.boolean().optional(),
});

const addByToken = z.strictObject({
  vendor,
  vendor_payment_method_id: z.string().regex(/^[\w-]{3,255}$/),
  nickname: nickname.optional(),
  make_default: z.boolean().optional(),
});

export const addMethod = z.union([addBySetup, addByToken]);
export type AddMethod = z.infer<typeof addMethod>;

export const changeMethod = z.strictObject({ nickname: nickname.nullable() });

export const removeQuery = z.strictObject({
  confirm_last: z.enum(['true', 'false']).optional(),
  force: z.enum(['true', 'false']).optional(),
});

export const verifyView = z.object({ verified: z.boolean(), reason: z.string().optional() });

export const backupOrder = z.strictObject({
  payment_method_ids: z.array(uuid).max(20),
  consent: z.literal(true),
});

export const newSetup = z.strictObject({
  vendor,
  payment_type: z.enum(PAYMENT_TYPES).default('card'),
  locale: z
    .enum(LOCALES)
    .optional()
    .meta({ description: "Language of the vendor's pages; else the customer's" }),
  return_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
});
export type NewSetup = z.output<typeof newSetup>;

export const completeSetup = z.strictObject({
  nickname: nickname.optional(),
  make_default: z.boolean().optional(),
});
export type CompleteSetup = z.infer<typeof completeSetup>;

const client = z.object({
  token: z.string().meta({ description: 'Lets a browser finish this one setup' }),
  client_secret: z.string().optional(),
  publishable_key: z.string().optional(),
  js_url: z.string().optional(),
  redirect_url: z.string().optional(),
  setup_token: z.string().optional(),
  client_id: z.string().optional(),
});

export const setupView = z
  .object({
    id: uuid,
    vendor,
    payment_type: z.enum(PAYMENT_TYPES),
    status: z.enum(SETUP_STATES),
    client: client.optional(),
    expires_at: instant,
    failure: z.object({ bucket: z.string(), hint: z.string() }).optional(),
    payment_method: paymentMethodView.optional(),
  })
  .meta({ id: 'PaymentMethodSetup' });

export type SetupView = z.infer<typeof setupView>;
