import { localDay } from '../../common/calendar.js';
import { escapeHtml as safe } from '../../common/html.js';
import type { Locale } from '../../common/i18n/locale.js';
import { brandLabel } from '../notifications/index.js';
import type { PaymentState } from './billing-vocabulary.js';
import { documentPage, type DocumentBusiness, type DocumentSetting } from './document-page.js';

/** Everything that stands on a receipt. */
export interface ReceiptFacts {
  readonly id: string;
  readonly state: PaymentState;
  readonly purpose: 'invoice' | 'top_up' | 'one_off' | 'order';
  readonly invoiceNumber: string | null;
  readonly paidAt: Date;
  readonly amount: number;
  readonly refunded: number;
  readonly currency: string;
  readonly method: {
    readonly paymentType: string;
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
  readonly business: DocumentBusiness;
  readonly customer: { readonly name: string; readonly email: string | null; readonly timeZone: string };
}

const EN = {
  receipt: 'Receipt',
  paidBy: 'Paid by',
  paidOn: 'Paid on',
  paidFor: 'For',
  paidWith: 'Paid with',
  reference: 'Reference',
  amount: 'Amount paid',
  refunded: 'Refunded',
  kept: 'Total',
  taxId: 'Tax ID',
  card: 'Card',
  purposes: { invoice: 'Invoice', top_up: 'Top-up', one_off: 'Payment', order: 'Order' },
  paid: 'Paid',
  gone: 'Refunded',
};

const AR: typeof EN = {
  receipt: 'إيصال',
  paidBy: 'الدافع',
  paidOn: 'تاريخ الدفع',
  paidFor: 'مقابل',
  paidWith: 'طريقة الدفع',
  reference: 'المرجع',
  amount: 'المبلغ المدفوع',
  refunded: 'المبلغ المسترد',
  kept: 'الإجمالي',
  taxId: 'الرقم الضريبي',
  card: 'بطاقة',
  purposes: { invoice: 'فاتورة', top_up: 'شحن رصيد', one_off: 'دفعة', order: 'طلب' },
  paid: 'مدفوع',
  gone: 'مُسترد',
};

const WORDS: Readonly<Record<Locale, typeof EN>> = { en: EN, ar: AR };
const TAKEN: readonly PaymentState[] = ['succeeded', 'partially_refunded', 'refunded'];

/** Whether money has come in, so that there is something to confirm. */
export function hasReceipt(state: PaymentState): boolean {
  return TAKEN.includes(state);
}

/** The attempt that took the money, which need not be the last: one that was overtaken may succeed late. */
export function takenBy<Attempt extends { readonly id: string }>(
  attempts: readonly Attempt[],
  capturedId: string | null,
): Attempt | null {
  return attempts.find(({ id }) => id === capturedId) ?? attempts.at(-1) ?? null;
}

/** What was paid, when and with what, as a page to read and to print. */
export function receiptDocument(facts: ReceiptFacts, setting: DocumentSetting): string {
  const words = WORDS[setting.locale];
  const isGone = facts.state === 'refunded';
  return documentPage(
    {
      business: facts.business,
      title: words.receipt,
      stamp: isGone ? { name: 'void', text: words.gone } : { name: 'paid', text: words.paid },
      taxId: words.taxId,
      sections: [terms(facts, words, setting), totals(facts, words, setting)],
    },
    setting,
  );
}

function terms(facts: ReceiptFacts, words: typeof EN, { day }: DocumentSetting): string {
  const { customer, purpose, invoiceNumber, id } = facts;
  const rows = [
    [words.paidOn, `<bdi>${safe(day(localDay(facts.paidAt, customer.timeZone)))}</bdi>`],
    [words.paidFor, `${words.purposes[purpose]} <bdi>${invoiceNumber ?? ''}</bdi>`.trim()],
    [words.paidWith, methodOf(facts, words)],
    [words.reference, `<bdi class="id">${id}</bdi>`],
  ];
  return `<section class="terms receipt">
<div>
<h1>${words.receipt}</h1>
<p class="label">${words.paidBy}</p>
<p class="customer"><bdi>${safe(customer.name)}</bdi></p>
${customer.email === null ? '' : `<p class="email"><bdi>${safe(customer.email)}</bdi></p>`}
</div>
<dl>
${rows.map(([name, value]) => `<div><dt>${String(name)}</dt><dd>${String(value)}</dd></div>`).join('\n')}
</dl>
</section>`;
}

function methodOf({ method }: ReceiptFacts, words: typeof EN): string {
  if (method === null) return '–';
  if (method.paymentType === 'paypal') return '<bdi>PayPal</bdi>';
  const name = method.brand === null ? words.card : brandLabel(method.brand);
  return `<bdi>${safe(name)}</bdi>${method.last4 === null ? '' : ` <bdi dir="ltr">•••• ${safe(method.last4)}</bdi>`}`;
}

function totals(
  { amount, refunded, currency }: ReceiptFacts,
  words: typeof EN,
  { money }: DocumentSetting,
): string {
  const shown = (name: string, sum: number, kind = ''): string =>
    `<div${kind}><dt>${name}</dt><dd><bdi>${money({ amount: sum, currency })}</bdi></dd></div>`;
  const isWhole = refunded === 0;
  return `<dl class="totals">
${shown(words.amount, amount, isWhole ? ' class="owed"' : '')}
${isWhole ? '' : `${shown(words.refunded, refunded)}\n${shown(words.kept, amount - refunded, ' class="owed"')}`}
</dl>`;
}
