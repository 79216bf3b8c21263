import type { PaymentMailType, PaymentMailVariables } from './payment-mail.schemas.js';

const link = { path: '/' } as const;
const noMethod = { brand: null, last4: null, exp_month: null, exp_year: null, account_email_masked: null };
const visa = {
  ...noMethod,
  payment_type: 'card',
  brand: 'visa',
  last4: '4242',
  exp_month: 12,
  exp_year: 2026,
} as const;
const mastercard = { ...visa, brand: 'mastercard', last4: '5454', exp_year: 2028 } as const;
const account = { ...noMethod, payment_type: 'paypal', account_email_masked: 's•••@example.com' } as const;
const gbp = (amount: number) => ({ amount, currency: 'GBP' });

const mobile = {
  ref: 'sample:mobile',
  service_name: 'Mobile 50 GB',
  invoice_number: 'INV-000042',
  amount: gbp(2500),
  due_on: '2026-12-01',
} as const;
const fibre = {
  ref: 'sample:fibre',
  service_name: 'Fibre 500',
  invoice_number: 'INV-000043',
  amount: gbp(3999),
  due_on: '2026-12-01',
} as const;
const tried = { method: visa, hint: 'check_funds', next_attempt_on: '2026-12-03' } as const;
const untried = { method: visa, hint: 'update_card', next_attempt_on: null } as const;
const single = { customer_name: 'Sara', service_name: 'Mobile 50 GB', link } as const;

/** Made-up variables for each type about money. */
export const PAYMENT_MAIL_SAMPLES: { readonly [T in PaymentMailType]: PaymentMailVariables<T> } = {
  payment_failed: { customer_name: 'Sara', items: [{ ...mobile, ...tried }], link },
  update_payment_method: { customer_name: 'Sara', items: [{ ...mobile, ...untried }], link },
  payment_warning: {
    customer_name: 'Sara',
    items: [mobile, fibre].map((item) => ({
      ...item,
      ...tried,
      next_attempt_on: '2026-12-07',
      consequence: 'suspension' as const,
      consequence_on: '2026-12-08',
      days_left: 3,
    })),
    link,
  },
  service_suspended: {
    customer_name: 'Sara',
    items: [
      {
        ...mobile,
        ...tried,
        next_attempt_on: '2026-12-14',
        reason: 'non_payment',
        terminates_on: '2026-12-15',
      },
    ],
    link,
  },
  final_notice: {
    customer_name: 'Sara',
    items: [{ ...fibre, terminated_on: '2026-12-15', return_items: ['Router'], collections: true }],
    link,
  },
  service_restored: {
    customer_name: 'Sara',
    items: [
      {
        ref: mobile.ref,
        service_name: mobile.service_name,
        invoice_number: mobile.invoice_number,
        amount: mobile.amount,
        method: mastercard,
      },
    ],
    link,
  },
  backup_charged: {
    ...single,
    invoice_number: 'INV-000042',
    amount: gbp(2500),
    paid_on: '2026-12-01',
    failed_method: visa,
    charged_method: mastercard,
  },
  receipt: {
    ...single,
    invoice_number: 'INV-000042',
    purpose: 'invoice',
    amount: gbp(3000),
    tax: gbp(500),
    lines: [
      { description: 'Mobile 50 GB, December 2026', amount: gbp(2500) },
      { description: 'Roaming day pass', amount: gbp(500) },
    ],
    method: visa,
    paid_on: '2026-12-01',
    balance: null,
  },
  payment_action_required: {
    ...single,
    invoice_number: 'INV-000042',
    amount: gbp(2500),
    method: visa,
    confirm_by: '2026-12-04',
  },
  invoice_issued: {
    ...single,
    invoice_number: 'INV-000042',
    amount: gbp(2500),
    tax: gbp(417),
    lines: [{ description: 'Mobile 50 GB', amount: gbp(2500) }],
    due_on: '2026-12-08',
    period_from: '2026-12-01',
    period_to: '2026-12-31',
    charge: { on: '2026-12-01', method: visa },
  },
  recharge_failed: {
    ...single,
    amount: gbp(1000),
    balance: gbp(120),
    method: account,
    hint: 'contact_bank',
    next_attempt_on: null,
  },
  low_balance: { ...single, balance: gbp(120), next_debit: { amount: gbp(1000), on: '2026-12-03' } },
  refunded: {
    ...single,
    invoice_number: 'INV-000042',
    amount: gbp(500),
    is_partial: true,
    reason: 'agreed',
    method: visa,
    paid_on: '2026-12-01',
  },
};
