import { z } from 'zod';
import { LOCALES } from '../../common/i18n/locale.js';
import { PAYMENT_TYPES, VENDORS } from '../payment-methods/index.js';

const token = z.string().min(1).max(2_000);

export const openLink = z.strictObject({ token });

export const careSetup = z.strictObject({
  vendor: z.enum(VENDORS),
  payment_type: z.enum(PAYMENT_TYPES).default('card'),
  locale: z.enum(LOCALES).optional(),
});
export type CareSetup = z.output<typeof careSetup>;

/** What the page behind a mail's link shows. */
export interface CareState {
  readonly locale: 'ar' | 'en';
  readonly customer: { readonly name: string };
  readonly method: {
    readonly payment_type: 'card' | 'paypal';
    readonly brand: string | null;
    readonly last4: string | null;
    readonly exp_month: number | null;
    readonly exp_year: number | null;
    readonly nickname: string | null;
    readonly expired: boolean;
    readonly days_left: number | null;
  } | null;
  readonly vendors: readonly { readonly vendor: string; readonly payment_types: readonly string[] }[];
  readonly offer_default: boolean;
  readonly default_ticked: boolean;
}
