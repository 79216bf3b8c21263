import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { VendorGateways, type PaymentType, type Vendor } from '../modules/vendors/index.js';
import type { StandIns } from './sandbox.js';

interface DemoMethod {
  readonly id: string;
  readonly vendor: Vendor;
  readonly account: string;
  readonly token: string;
  readonly type: PaymentType;
  readonly customer: string;
  readonly name: string;
  readonly email: string | null;
  readonly brand: string;
  readonly last4: string;
  readonly month: number;
  readonly year: number;
  readonly funding: string;
  readonly is_default: boolean;
}

const LOAD = `
  SELECT m.id, m.vendor, m.vendor_account AS account, m.vendor_payment_method_id AS token, m.payment_type AS type, c.id AS customer, c.name,
    c.email, m.brand, m.last4, m.exp_month AS month, m.exp_year AS year, m.funding, m.is_default
  FROM payment_methods m JOIN customers c ON c.id = m.customer_id
  WHERE c.external_id LIKE 'DEMO-%' AND m.source = 'import' AND m.status = 'active' ORDER BY m.id`;

/** Gives the stand-ins that run in this process the methods of the demo's customers, and both sides each other's names. */
export async function linkToVendors(
  services: INestApplicationContext,
  { stripe, paypal, paytabs }: StandIns,
  now: Date,
): Promise<void> {
  const db = services.get(DataSource);
  const methods: DemoMethod[] = await db.query(LOAD);
  const at = (vendor: Vendor): DemoMethod[] => methods.filter((method) => method.vendor === vendor);
  if (stripe) {
    seedStripe(stripe, at('stripe'));
    await nameCustomers(db, at('stripe'), now);
  }
  if (paypal) {
    seedPaypal(paypal, at('paypal'));
    await nameCustomers(db, at('paypal'), now);
  }
  if (paytabs) seedPaytabs(paytabs, at('paytabs'));
  await describe(services, methods);
}

function seedStripe(stripe: NonNullable<StandIns['stripe']>, cards: readonly DemoMethod[]): void {
  stripe.control.seed(
    cards.map((card) => ({
      id: vendorCustomer(card),
      name: card.name,
      ...(card.email ? { email: card.email } : {}),
    })),
    cards.map((card) => ({
      id: card.token,
      customer: vendorCustomer(card),
      default: card.is_default,
      brand: card.brand,
      last4: card.last4,
      exp_month: card.month,
      exp_year: card.year,
      funding: card.funding,
      name: card.name,
    })),
  );
}

function seedPaypal(paypal: NonNullable<StandIns['paypal']>, accounts: readonly DemoMethod[]): void {
  paypal.control.seed(
    accounts.map((account) => ({
      id: account.token,
      customer: vendorCustomer(account),
      merchant_customer_id: account.customer,
      payer: {
        payer_id: account.customer.replaceAll('-', '').slice(-13).toUpperCase(),
        email_address: account.email ?? `${account.token}@example.com`,
        given_name: account.name.split(' ')[0] ?? account.name,
        surname: account.name.split(' ').slice(1).join(' '),
      },
    })),
  );
}

function seedPaytabs(paytabs: NonNullable<StandIns['paytabs']>, cards: readonly DemoMethod[]): void {
  paytabs.control.seed(
    cards.map(({ token, brand, last4, month, year, funding }) => ({
      token,
      card: {
        scheme: brand,
        type: funding,
        description: `4000 00## #### ${last4}`,
        month,
        year,
      },
    })),
  );
}

/** Of one customer of ours the same at every start. */
function vendorCustomer({ vendor, customer }: DemoMethod): string {
  const digits = customer.replaceAll('-', '');
  return vendor === 'stripe' ? `cus_${digits.slice(-24)}` : `demo${digits.slice(-18)}`;
}

async function nameCustomers(db: DataSource, methods: readonly DemoMethod[], now: Date): Promise<void> {
  const ids = methods.map(({ id }) => id);
  const names = methods.map(vendorCustomer);
  await db.query(
    `INSERT INTO vendor_customers (id, customer_id, vendor, vendor_account, vendor_customer_id, created_at)
     SELECT uuid_v7($1::timestamptz), m.customer_id, m.vendor, m.vendor_account, given.name, $1::timestamptz
     FROM unnest($2::uuid[], $3::text[]) AS given (id, name) JOIN payment_methods m ON m.id = given.id
     ON CONFLICT DO NOTHING`,
    [now, ids, names],
  );
  await db.query(
    `UPDATE payment_methods m SET vendor_customer_id = given.name
     FROM unnest($1::uuid[], $2::text[]) AS given (id, name) WHERE m.id = given.id`,
    [ids, names],
  );
}

const WIDTH = 8;

/** Keeps what each vendor says of its methods, as the first use of an imported one would. */
async function describe(services: INestApplicationContext, methods: readonly DemoMethod[]): Promise<void> {
  const db = services.get(DataSource);
  const gateways = services.get(VendorGateways, { strict: false });
  const queue = [...methods];
  const told: { id: string; fingerprint: string | null; payer: string | null; email: string | null }[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.pop(); next; next = queue.pop()) {
      const details = await gateways
        .get(next.vendor)
        .readMethod({ vendorPaymentMethodId: next.token, paymentType: next.type });
      if (details)
        told.push({
          id: next.id,
          fingerprint: details.fingerprint,
          payer: details.walletPayerId,
          email: details.accountEmailMasked,
        });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  await db.query(
    `UPDATE payment_methods m SET fingerprint = told.fingerprint, payer_id = told.payer, account_email_masked = told.email,
       verified_at = m.created_at
     FROM jsonb_to_recordset($1::jsonb) AS told (id uuid, fingerprint text, payer text, email text) WHERE m.id = told.id`,
    [JSON.stringify(told)],
  );
}
