import { describe, expect, it } from '@jest/globals';
import { formatMoney } from '../../common/money.js';
import { invoiceDocument, type DocumentFacts } from './invoice-document.js';
import { draftOf } from './invoice-draft.js';

const ISSUED = new Date('2031-03-31T22:30:00Z');

function facts(change: Partial<DocumentFacts['invoice']> = {}): DocumentFacts {
  const line = {
    description: 'Fibre <100> & more',
    quantity: 2,
    amount: 24_500,
    taxRate: '7.5',
    taxAmount: 1_709,
  };
  const { invoice, lines } = draftOf(
    {
      id: '01890000-0000-7000-8000-000000000000',
      customerId: '01890000-0000-7000-8000-000000000001',
      subscriptionId: null,
      periodFrom: '2031-04-01',
      periodTo: '2031-04-30',
      currency: 'KWD',
      totalAmount: 24_500,
      taxAmount: 1_709,
      dueOn: '2031-04-01',
      collectAt: null,
      renewal: false,
    },
    [line],
    ISSUED,
  );
  return {
    invoice: Object.assign(invoice, { number: 42, state: 'open', issuedAt: ISSUED }, change),
    lines,
    business: { name: 'A "B" & C', logo: null, taxId: 'KW-1', supportEmail: null, supportPhone: null },
    customer: { name: '<script>alert(1)</script>', email: null, timeZone: 'Asia/Riyadh' },
  };
}

function pageOf(locale: 'ar' | 'en', of: DocumentFacts): string {
  return invoiceDocument(of, {
    locale,
    money: (money) => formatMoney(money, locale),
    day: (day) => day,
    number: String,
    style: '',
    nonce: 'n',
  });
}

describe('the page of an invoice', () => {
  it('shows what is billed and owed with the decimals of its currency, on the customer’s own days', () => {
    const page = pageOf('en', facts());
    for (const text of [
      'INV-000042',
      '24.500',
      '1.709',
      '22.791',
      '2031-04-01',
      '2031-04-30',
      '7.5%',
      'KW-1',
    ])
      expect(page).toContain(text);
    expect(page).not.toContain('2031-03-31');
    expect(page).not.toContain('class="stamp');
  });

  it('bears a stamp once it is paid, and nothing is due any more', () => {
    const page = pageOf('en', facts({ state: 'paid', paidAt: ISSUED }));
    expect(page).toMatch(/class="stamp paid">Paid/);
    expect(page).toMatch(/class="owed"><dt>Amount due<\/dt><dd>KWD\s0\.000/);
  });

  it('reads from the right in Arabic', () => {
    const page = pageOf('ar', facts());
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect(page).toContain('فاتورة');
  });

  it('lets nobody’s name be markup', () => {
    const page = pageOf('en', facts());
    expect(page).not.toContain('<script>');
    expect(page).toContain('Fibre &lt;100&gt; &amp; more');
    expect(page).toContain('A &quot;B&quot; &amp; C');
  });

  it('leaves out taxes that there are not', () => {
    const free = facts({ taxAmount: 0 });
    for (const line of free.lines) Object.assign(line, { taxAmount: 0, taxRate: '0' });
    expect(pageOf('en', free)).not.toMatch(/Tax included|Before tax/);
  });
});
