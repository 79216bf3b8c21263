import { addDays } from '../../src/common/calendar.js';
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

// Counted from the day on which the pictures are taken: the clock of a test never goes behind the real one.
const dayOf = (app: TestApp, days: number): string =>
  addDays(app.clock.now().toISOString().slice(0, 10), days);

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
  for (const [brand, last4, lastDay] of [
    ['mastercard', '5454', dayOf(app, -35)],
    ['amex', '0005', dayOf(app, 1_000)],
  ] as const) {
    const { body } = await cards.addToken(id, { exp_year: 2035 });
    await app.db.query(
      `UPDATE payment_methods SET brand = $2, last4 = $3, exp_year = extract(year FROM $4::date), exp_month = extract(month FROM $4::date),
        expires_on = (date_trunc('month', $4::date) + interval '1 month - 1 day')::date WHERE id = $1`,
      [body.id, brand, last4, lastDay],
    );
  }
  const mobile = await app.call('POST', `/v1/customers/${id}/subscriptions`, {
    body: {
      service_type: 'mobile',
      name: names.mobile,
      billing_mode: 'postpaid',
      price: { amount: 4_500, currency: 'GBP' },
      next_invoice_on: dayOf(app, 23),
    },
  });
  await stage.topUp(service, 2_500);
  await stage.use(service, 1_180);
  const subscription_id = mobile.body.id as string;
  await stage.pay((await stage.invoice(id, 4_500, { due_on: dayOf(app, -38), subscription_id })).id);
  await stage.pay((await stage.invoice(id, 4_500, { due_on: dayOf(app, -21), subscription_id })).id);
  await stage.invoice(id, 1_850, { due_on: dayOf(app, -7), subscription_id });
  return { id };
}

/** Somebody new who has chosen a plan; answers the customer's id. */
export async function signUpScene(app: TestApp, locale: 'en' | 'ar'): Promise<string> {
  const { customer, mobile } = NAMES[locale];
  const id = await new PrepaidStage(app).cards.customer({ name: customer, locale });
  await app.call('POST', `/v1/customers/${id}/subscriptions`, {
    body: {
      service_type: 'mobile',
      name: mobile,
      billing_mode: 'postpaid',
      price: { amount: 4_500, currency: 'GBP' },
      requires_payment_method: true,
      next_invoice_on: dayOf(app, 0),
    },
  });
  return id;
}
