import { PrepaidStage } from './prepaid-stage.js';
import type { TestApp } from './app.js';

const NAMES = {
  en: {
    customer: 'Sara Ali',
    mobile: 'Mobile L',
    prepaid: 'Prepaid Data 20',
    card: 'Company card',
    home: 'Groceries',
  },
  ar: {
    customer: 'سارة علي',
    mobile: 'باقة الجوال الكبرى',
    prepaid: 'بيانات مسبقة الدفع',
    card: 'بطاقة الشركة',
    home: 'مشتريات المنزل',
  },
};

/** A customer with some of everything, as pictures of the portal show them. */
export async function portalScene(app: TestApp, locale: 'en' | 'ar'): Promise<{ readonly id: string }> {
  const stage = new PrepaidStage(app);
  const { cards } = stage;
  const names = NAMES[locale];
  const service = await stage.service({ name: names.prepaid }, { name: names.customer, locale });
  const id = service.customer;
  const [first] = await cards.list(id);
  await app.db.query(`UPDATE payment_methods SET nickname = $2, last4 = '4242' WHERE id = $1`, [
    first?.id,
    names.card,
  ]);
  for (const [brand, last4, year] of [
    ['mastercard', '5454', 2026],
    ['amex', '0005', 2029],
  ] as const) {
    const { body } = await cards.addToken(id, { exp_year: 2035 });
    await app.db.query(
      `UPDATE payment_methods SET brand = $2, last4 = $3, exp_year = $4::int, exp_month = 10, expires_on = make_date($4::int, 10, 31) WHERE id = $1`,
      [body.id, brand, last4, year],
    );
  }
  await app.call('POST', `/v1/customers/${id}/subscriptions`, {
    body: {
      service_type: 'mobile',
      name: names.mobile,
      billing_mode: 'postpaid',
      price: { amount: 4_500, currency: 'GBP' },
      next_invoice_on: '2026-12-15',
    },
  });
  await stage.topUp(service, 2_500);
  await stage.use(service, 1_180);
  await stage.pay((await stage.invoice(id, 4_500, { due_on: '2026-10-15' })).id);
  await stage.pay((await stage.invoice(id, 4_500, { due_on: '2026-11-01' })).id);
  await stage.invoice(id, 1_850, { due_on: '2026-11-15' });
  return { id };
}
