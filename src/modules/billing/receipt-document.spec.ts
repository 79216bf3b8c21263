import { describe, expect, it } from '@jest/globals';
import { formatMoney } from '../../common/money.js';
import { hasReceipt, receiptDocument, takenBy, type ReceiptFacts } from './receipt-document.js';

const FACTS: ReceiptFacts = {
  id: '01890000-0000-7000-8000-000000000000',
  state: 'succeeded',
  purpose: 'invoice',
  invoiceNumber: 'INV-000042',
  paidAt: new Date('2031-03-31T22:30:00Z'),
  amount: 24_500,
  refunded: 0,
  currency: 'KWD',
  method: { paymentType: 'card', brand: 'visa', last4: '4242' },
  business: { name: 'A "B" & C', logo: null, taxId: 'KW-1', supportEmail: null, supportPhone: null },
  customer: { name: '<script>alert(1)</script>', email: null, timeZone: 'Asia/Riyadh' },
};

function pageOf(locale: 'ar' | 'en', change: Partial<ReceiptFacts> = {}): string {
  return receiptDocument(
    { ...FACTS, ...change },
    {
      locale,
      money: (money) => formatMoney(money, locale),
      day: (day) => day,
      number: String,
      style: '',
      nonce: 'n',
    },
  );
}

describe('the page of a receipt', () => {
  it('says what was paid for what and with what, on the customer’s own day, and runs nothing that it was given', () => {
    const page = pageOf('en');
    for (const text of [
      '24.500',
      '2031-04-01',
      'Invoice <bdi>INV-000042</bdi>',
      'Visa',
      '4242',
      'KW-1',
      'Paid',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/<script|Refunded/);
  });

  it('tells what was given back, in Arabic too', () => {
    const page = pageOf('ar', { state: 'partially_refunded', refunded: 4_500, purpose: 'top_up' });
    for (const text of ['dir="rtl"', 'إيصال', 'شحن رصيد', 'المبلغ المسترد']) expect(page).toContain(text);
    expect(pageOf('en', { state: 'refunded', refunded: 24_500 })).toContain('stamp void');
  });

  it('is there only for money that has come in', () => {
    const states = ['pending', 'declined', 'unknown', 'succeeded', 'partially_refunded', 'refunded'] as const;
    expect(states.filter(hasReceipt)).toEqual(['succeeded', 'partially_refunded', 'refunded']);
  });

  it('names the attempt that took the money though another was made after it, else the last', () => {
    const attempts = [{ id: 'late' }, { id: 'declined' }];
    expect(takenBy(attempts, 'late')).toBe(attempts[0]);
    expect(takenBy(attempts, null)).toBe(attempts[1]);
    expect(takenBy([], null)).toBeNull();
  });

  it('speaks of itself in Arabic as what it is', () => {
    for (const text of ['الدافع', 'مدفوع<']) expect(pageOf('ar')).toContain(text);
    expect(pageOf('ar', { state: 'refunded', refunded: 24_500 })).toContain('مُسترد<');
  });
});
