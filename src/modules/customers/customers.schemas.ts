import { isPossiblePhoneNumber, isValidPhoneNumber } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import { z } from 'zod';
import { containsCardNumber } from '../../common/card-number.js';
import { isCurrency, isTimeZone } from '../../common/config/config-values.js';
import { instant, pageOfSchema, pageQuery, text, uuid } from '../../common/http/http.schemas.js';
import { LOCALES } from '../../common/i18n/locale.js';
import type { Customer } from './customer.entity.js';
import { CUSTOMER_TYPES, LINK_PURPOSES } from './customer-vocabulary.js';
import type { CustomerFields, NewCustomer } from './customer-profiles.service.js';
import type { IdentityCheck } from './identity-check.entity.js';
import type { WorkingLink } from './secure-links.service.js';

const E164 = /^\+[1-9]\d{6,14}$/;

// Phone numbers are not guarded against card numbers, so one that looks like a card has to be a number that some country gives out.
function isPhone(number: string): boolean {
  if (!E164.test(number) || !isPossiblePhoneNumber(number, metadata)) return false;
  return !containsCardNumber(number) || isValidPhoneNumber(number, metadata);
}

const email = z.string().trim().max(254).pipe(z.email('Not an e-mail address.'));
const phone = z
  .string()
  .trim()
  .max(16)
  .refine(isPhone, 'Not a phone number in E.164 form, such as +442079460000.');
const currency = z.string().max(3).refine(isCurrency, 'Not an ISO 4217 code in upper case, such as GBP.');
const timeZone = z.string().max(60).refine(isTimeZone, 'Not a time zone such as Europe/London.');

const fields = {
  external_id: text(100).nullish(),
  email: email.nullish(),
  phone: phone.nullish(),
  locale: z.enum(LOCALES).optional(),
  time_zone: timeZone.optional(),
  currency: currency.optional(),
  auto_pay: z.boolean().optional(),
  reminders_opt_out: z.boolean().optional(),
};

const type = z.enum(CUSTOMER_TYPES);

export const newCustomer = z
  .strictObject({ ...fields, type, name: text(200) })
  .transform((body): NewCustomer => ({ ...fieldsOf(body), type: body.type, name: body.name }));

export const customerChanges = z
  .strictObject({ ...fields, type: type.optional(), name: text(200).optional() })
  .transform((body): CustomerFields => ({ ...fieldsOf(body), type: body.type, name: body.name }));

function fieldsOf(body: z.output<z.ZodObject<typeof fields>>): CustomerFields {
  return {
    externalId: body.external_id,
    email: body.email,
    phone: body.phone,
    locale: body.locale,
    timeZone: body.time_zone,
    currency: body.currency,
    autoPay: body.auto_pay,
    remindersOptOut: body.reminders_opt_out,
  };
}

export const customersQuery = pageQuery.extend({
  q: z
    .string()
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'No control characters.')
    .optional()
    .meta({ description: 'The beginning of a name, e-mail or external id' }),
  type: type.optional(),
  external_id: text(100).optional(),
});

export const customerView = z
  .object({
    id: uuid,
    external_id: z.string().nullable(),
    type,
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.enum(LOCALES),
    time_zone: z.string(),
    currency: z.string(),
    auto_pay: z.boolean(),
    reminders_opt_out: z.boolean(),
    erased_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'Customer' });

export type CustomerView = z.output<typeof customerView>;

export const customerPage = pageOfSchema(customerView);

/** The customer as the API shows it. */
export function toView(customer: Customer): CustomerView {
  return {
    id: customer.id,
    external_id: customer.externalId,
    type: customer.type,
    name: customer.name,
    email: customer.email,
    phone: customer.phone,
    locale: customer.locale,
    time_zone: customer.timeZone,
    currency: customer.currency,
    auto_pay: customer.autoPay,
    reminders_opt_out: customer.remindersOptOut,
    erased_at: customer.erasedAt?.toISOString() ?? null,
    created_at: customer.createdAt.toISOString(),
    updated_at: customer.updatedAt.toISOString(),
  };
}

export const newIdentityCheck = z.strictObject({
  method: text(100).meta({ description: 'How the identity was verified' }),
});

export const identityCheckView = z.object({
  id: uuid,
  customer_id: uuid,
  method: z.string(),
  checked_at: instant,
});

/** The check as the API shows it. */
export function toCheckView(check: IdentityCheck): z.output<typeof identityCheckView> {
  return {
    id: check.id,
    customer_id: check.customerId,
    method: check.method,
    checked_at: check.checkedAt.toISOString(),
  };
}

export const newSecureLink = z.strictObject({
  purpose: z.enum(LINK_PURPOSES),
  send: z.boolean().default(true).meta({ description: 'Mails it to the customer' }),
});

export const secureLinkView = z.object({ url: z.url(), expires_at: instant });

/** The link as the API shows it, once. */
export function toLinkView({ url, expiresAt }: WorkingLink): z.output<typeof secureLinkView> {
  return { url, expires_at: expiresAt.toISOString() };
}

/** Erasing takes no options; the empty object keeps a mistyped one from being ignored. */
export const noOptions = z.strictObject({});
