import { z } from 'zod';
import { moneySchema, pageQuery, uuid } from '../../common/http/http.schemas.js';
import { LOCALES } from '../../common/i18n/locale.js';
import { PAYMENT_TYPES, VENDORS } from '../payment-methods/index.js';
import { ownPath } from './own-path.js';

const token = z.string().min(1).max(2_000);

export const openLink = z.strictObject({ token });
export type OpenLink = z.output<typeof openLink>;

/** Some routes take no options; the empty object keeps a mistyped one from being ignored. */
export const nothing = z.strictObject({});

export const askSignIn = z.strictObject({
  email: z.string().trim().max(254).pipe(z.email('Not an e-mail address.')),
  /** The page that was asked for; whatever is none of ours is left out, because it keeps nobody from signing in. */
  to: z.string().max(2_000).optional().transform(ownPath),
});
export type AskSignIn = z.output<typeof askSignIn>;

/** People type a code in the digits of their keyboard, with a space in the middle or a copied one behind. */
function plainDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) % 16))
    .replace(/[\s-]/g, '');
}

export const tellCode = z.strictObject({
  challenge_id: uuid,
  code: z
    .string()
    .max(40)
    .transform(plainDigits)
    .pipe(z.string().regex(/^\d{6}$/, 'A code has six digits.')),
});
export type TellCode = z.output<typeof tellCode>;

export const careSetup = z.strictObject({
  vendor: z.enum(VENDORS),
  payment_type: z.enum(PAYMENT_TYPES).default('card'),
  locale: z.enum(LOCALES).optional(),
});
export type CareSetup = z.output<typeof careSetup>;

export const removeOwn = z.strictObject({ confirm_last: z.enum(['true', 'false']).optional() });
export type RemoveOwn = z.output<typeof removeOwn>;

export const backupWish = z.strictObject({
  payment_method_ids: z.array(uuid).max(20),
  consent: z.boolean(),
});
export type BackupWish = z.output<typeof backupWish>;

export const preferences = z.strictObject({
  locale: z.enum(LOCALES).optional(),
  reminders_opt_out: z.boolean().optional(),
  auto_pay: z.boolean().optional(),
});
export type Preferences = z.output<typeof preferences>;

/** The states of invoices that have been issued. */
export const SHOWN_STATES = ['open', 'paid', 'void', 'uncollectible'] as const;

export const ownInvoices = pageQuery.extend({ state: z.enum(SHOWN_STATES).optional() });
export type OwnInvoices = z.output<typeof ownInvoices>;

export const ownDocument = z.strictObject({ locale: z.enum(LOCALES).optional() });
export type OwnDocument = z.output<typeof ownDocument>;

export const ownPage = pageQuery;
export type OwnPage = z.output<typeof ownPage>;

export const payOwn = z.strictObject({ payment_method_id: uuid.optional() });
export type PayOwn = z.output<typeof payOwn>;

export const topUpOwn = z.strictObject({
  money: moneySchema.extend({ amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  payment_method_id: uuid.optional(),
});
export type TopUpOwn = z.output<typeof topUpOwn>;
