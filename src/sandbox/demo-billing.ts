import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { addDays } from '../common/calendar.js';
import { uuidv7Of } from '../common/database/ids.js';
import { cliActor } from '../common/http/principal.js';
import { Charging, InvoicesService, Refunding } from '../modules/billing/index.js';
import type { StandIns } from './sandbox.js';

const CUSTOMERS = 44;
const DAY_MS = 86_400_000;
const TAX_PERCENT = 15;

/** What becomes of a customer's last invoice; the one before is always paid. */
interface Story {
  /** How the card answers. */
  readonly card?: string;
  readonly then?: 'paid' | 'refunded' | 'refunded_part';
  readonly unpaid?: boolean;
}

const PAID: Story = {};
const STORIES: readonly Story[] = [
  PAID,
  { card: 'insufficient_funds' },
  PAID,
  { then: 'refunded_part' },
  { card: 'do_not_honor', then: 'paid' },
  { unpaid: true },
  { card: 'authenticationRequired' },
  { card: 'insufficient_funds', then: 'paid' },
  { card: 'lost_card' },
  { then: 'refunded' },
  { card: 'processing_error' },
];

interface DemoPayer {
  readonly id: string;
  readonly external_id: string;
  readonly currency: string;
  readonly subscription_id: string;
  readonly service: string;
  readonly price: number;
  readonly vendor: string;
  readonly token: string;
}

// When the demo was first begun, so that a later start counts from there too.
const BEGUN = 'SELECT min(created_at) AS at FROM vendor_customers';

// Default methods of every vendor, the expired ones among them; PayPal takes only some currencies.
const PAYERS = `
  SELECT c.id, c.external_id, c.currency, s.id AS subscription_id, s.name AS service, s.price_amount AS price, m.vendor,
    m.vendor_payment_method_id AS token
  FROM customers c JOIN payment_methods m ON m.customer_id = c.id AND m.is_default
  JOIN LATERAL (SELECT id, name, price_amount FROM subscriptions WHERE customer_id = c.id AND billing_mode = 'postpaid'
    ORDER BY id LIMIT 1) s ON true
  WHERE c.external_id LIKE 'DEMO-%' AND (m.vendor <> 'paypal' OR c.currency IN ('AUD', 'GBP', 'USD'))
  ORDER BY c.external_id LIMIT $1`;

/** When each of them was, in place of now: \`$1\` ids, \`$2\` instants. */
const BACKDATE = [
  `UPDATE invoices i SET issued_at = g.at, created_at = g.at, updated_at = g.at, paid_at = i.paid_at + (g.at - i.created_at)
   FROM unnest($1::uuid[], $2::timestamptz[]) AS g (id, at) WHERE i.id = g.id`,
  `UPDATE payment_attempts a SET started_at = a.started_at + (g.at - p.created_at), settled_at = a.settled_at + (g.at - p.created_at)
   FROM payments p JOIN unnest($1::uuid[], $2::timestamptz[]) AS g (id, at) ON p.id = g.id
   WHERE a.payment_id = p.id AND a.settled_at IS NOT NULL`,
  `UPDATE refunds r SET created_at = r.created_at + (g.at - p.created_at) + interval '1 day',
     settled_at = r.settled_at + (g.at - p.created_at) + interval '1 day'
   FROM payments p JOIN unnest($1::uuid[], $2::timestamptz[]) AS g (id, at) ON p.id = g.id
   WHERE r.payment_id = p.id AND g.at < p.created_at - interval '2 days'`,
  `UPDATE payments p SET updated_at = g.at, created_at = g.at
   FROM unnest($1::uuid[], $2::timestamptz[]) AS g (id, at) WHERE p.id = g.id AND p.state <> 'requires_action'`,
];

/**
 * Gives the demo's first customers two invoices each and pays them at the stand-ins, through the services that everybody uses; then all of it
 * is put on its days. Ids come from names and those days, so that what stands from a start that was killed is found again.
 */
export async function billDemo(services: INestApplicationContext, { stripe }: StandIns): Promise<void> {
  const db = services.get(DataSource);
  const [begun]: { at: Date | null }[] = await db.query(BEGUN);
  if (!stripe || !begun?.at) return;
  const teller = new Teller(services, stripe);
  const payers: DemoPayer[] = await db.query(PAYERS, [CUSTOMERS]);
  const before = (days: number): Date => new Date((begun.at?.getTime() ?? 0) - days * DAY_MS);
  const order = payers.map((payer, index) => ({ payer, index, days: 1 + ((index * 7) % 26) }));
  order.sort((one, other) => other.days - one.days);
  for (const { payer, days } of order) await teller.tell(payer, 'first', PAID, before(days + 30));
  for (const { payer, index, days } of order) {
    const story = payer.vendor === 'stripe' ? STORIES[index % STORIES.length] : PAID;
    await teller.tell(payer, 'second', story ?? PAID, before(days));
  }
  for (const statement of BACKDATE) await db.query(statement, teller.days());
}

/** Makes stories true, and notes when each of them was. */
class Teller {
  private readonly told = new Map<string, Date>();
  private readonly charging: Charging;
  private readonly invoices: InvoicesService;
  private readonly refunding: Refunding;

  constructor(
    services: INestApplicationContext,
    private readonly stripe: NonNullable<StandIns['stripe']>,
  ) {
    const anywhere = { strict: false };
    this.charging = services.get(Charging, anywhere);
    this.invoices = services.get(InvoicesService, anywhere);
    this.refunding = services.get(Refunding, anywhere);
  }

  /** Ids with their instants, as statements take them. */
  days(): [string[], Date[]] {
    return [[...this.told.keys()], [...this.told.values()]];
  }

  async tell(payer: DemoPayer, which: string, { card, then, unpaid }: Story, at: Date): Promise<void> {
    const id = (what: string): string => uuidv7Of(`demo ${payer.external_id} ${which} ${what}`, at);
    const [invoice, payment] = [id('invoice'), id('payment')];
    await this.invoices.issue(invoice, wishOf(payer, at), cliActor);
    this.told.set(invoice, at);
    if (unpaid) return;
    if (card !== undefined) this.stripe.control.changeBehaviour(payer.token, card);
    const { detail } = await this.charging.payInvoice(payment, invoice, undefined, cliActor);
    this.told.set(payment, at);
    if (card !== undefined && card !== 'authenticationRequired')
      this.stripe.control.changeBehaviour(payer.token, 'succeeds');
    if (then !== undefined) await this.goOn(payer, then, detail.payment, id('next'));
  }

  /** A card that has run out was declined whatever the story says. */
  private async goOn(
    { price, currency }: DemoPayer,
    then: NonNullable<Story['then']>,
    { id, state, capturedAmount }: Payment,
    next: string,
  ): Promise<void> {
    if (then === 'paid') {
      if (state === 'declined') await this.charging.retry(next, id, undefined, cliActor);
    } else if (capturedAmount !== null) {
      const money = then === 'refunded' ? {} : { money: { amount: Math.round(price / 3), currency } };
      await this.refunding.refund(next, id, { reason: 'Goodwill', ...money }, cliActor);
    }
  }
}

type Payment = Awaited<ReturnType<Charging['payInvoice']>>['detail']['payment'];

function wishOf(payer: DemoPayer, at: Date): Parameters<InvoicesService['issue']>[1] {
  const { price: amount, currency } = payer;
  const from = at.toISOString().slice(0, 10);
  const tax = Math.round((amount * TAX_PERCENT) / (100 + TAX_PERCENT));
  return {
    customer_id: payer.id,
    subscription_id: payer.subscription_id,
    period: { from, to: addDays(from, 29) },
    due_on: addDays(from, 7),
    auto_collect: false,
    lines: [
      {
        description: payer.service,
        quantity: 1,
        money: { amount, currency },
        tax_rate: String(TAX_PERCENT),
        tax_amount: { amount: tax, currency },
      },
    ],
  };
}
