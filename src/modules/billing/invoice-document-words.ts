import type { Locale } from '../../common/i18n/locale.js';
import type { InvoiceState } from './billing-vocabulary.js';

const EN = {
  invoice: 'Invoice',
  billedTo: 'Billed to',
  issuedOn: 'Issued',
  dueOn: 'Due',
  period: 'Period',
  paidOn: 'Paid',
  description: 'Description',
  quantity: 'Quantity',
  includedTax: 'Tax included',
  amount: 'Amount',
  beforeTax: 'Before tax',
  tax: 'Tax',
  total: 'Total',
  owed: 'Amount due',
  taxId: 'Tax ID',
  stamps: { draft: 'Draft', paid: 'Paid', void: 'Void', uncollectible: 'Unpaid' } as Partial<
    Record<InvoiceState, string>
  >,
};

/** What the page says in one language; an open invoice bears no stamp. */
export type DocumentWords = typeof EN;

const AR: DocumentWords = {
  invoice: 'فاتورة',
  billedTo: 'فاتورة إلى',
  issuedOn: 'تاريخ الإصدار',
  dueOn: 'تاريخ الاستحقاق',
  period: 'الفترة',
  paidOn: 'تاريخ السداد',
  description: 'الوصف',
  quantity: 'الكمية',
  includedTax: 'الضريبة المشمولة',
  amount: 'المبلغ',
  beforeTax: 'قبل الضريبة',
  tax: 'الضريبة',
  total: 'الإجمالي',
  owed: 'المبلغ المستحق',
  taxId: 'الرقم الضريبي',
  stamps: { draft: 'مسودة', paid: 'مدفوعة', void: 'ملغاة', uncollectible: 'غير مدفوعة' },
};

export const DOCUMENT_WORDS: Readonly<Record<Locale, DocumentWords>> = { en: EN, ar: AR };
