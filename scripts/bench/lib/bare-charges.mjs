/**
 * The yardstick of `charge-worker`: the least that a careful engineer would write by hand around the same SDK. Intents of a batch in one
 * statement before any of their calls, the next batch written while calls go on, outcomes of a batch in one statement, all of them kept by
 * name on connections of their own; in our tables with their indexes and keys, but no events, receipts, audit trail or holds, no leases
 * that are looked at, and no decision about anything.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const CLAIM_AT_ONCE = 250;
const CLAIM_BELOW = 250;
const OUTCOMES_AT_ONCE = 250;
const GATHER_MS = 10;

const CLAIM = `WITH due AS (
    SELECT i.id, i.number, i.customer_id, i.total_amount, i.currency FROM invoices i
    WHERE i.collect_at <= $1 ORDER BY i.collect_at, i.id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED),
  taken AS (UPDATE invoices i SET collect_at = NULL FROM due WHERE i.id = due.id),
  payment AS (
    INSERT INTO payments (id, customer_id, invoice_id, purpose, amount, currency, state, created_at, updated_at)
    SELECT uuid_v7($1), customer_id, id, 'invoice', total_amount, currency, 'pending', $1, $1 FROM due
    RETURNING id, invoice_id, customer_id)
  INSERT INTO payment_attempts (id, payment_id, attempt_no, payment_method_id, vendor, vendor_account, vendor_payment_method_id,
    vendor_customer_id, payment_type, brand, last4, exp_month, exp_year, method_expired, off_session, usage, idempotency_key, state,
    lease_id, lease_until, next_check_at, started_at)
  SELECT uuid_v7($1), p.id, 1, m.id, m.vendor, m.vendor_account, m.vendor_payment_method_id, m.vendor_customer_id, m.payment_type,
    m.brand, m.last4, m.exp_month, m.exp_year, false, true, 'unscheduled', 'charge-' || p.id || '-1', 'started', gen_random_uuid(),
    $1::timestamptz + interval '2 minutes', $1::timestamptz + interval '5 seconds', $1
  FROM payment p JOIN payment_methods m ON m.customer_id = p.customer_id AND m.is_default AND m.status = 'active'
  RETURNING id, payment_id, vendor_customer_id AS customer, vendor_payment_method_id AS method, idempotency_key AS key`;

const SETTLE = `WITH done AS (SELECT * FROM unnest($2::uuid[], $3::text[], $4::bigint[]) AS done (id, charge, amount)),
  attempt AS (
    UPDATE payment_attempts a SET state = 'succeeded', vendor_charge_id = done.charge, captured_amount = done.amount,
      captured_currency = 'GBP', lease_id = NULL, lease_until = NULL, next_check_at = NULL, settled_at = $1
    FROM done WHERE a.id = done.id AND a.state = 'started' RETURNING a.id, a.payment_id, done.amount),
  payment AS (
    UPDATE payments p SET state = 'succeeded', captured_attempt_id = a.id, captured_amount = a.amount, captured_currency = 'GBP',
      updated_at = $1
    FROM attempt a WHERE p.id = a.payment_id RETURNING p.id, p.invoice_id)
  UPDATE invoices i SET state = 'paid', paid_by_payment_id = p.id, paid_at = $1, updated_at = $1
  FROM payment p WHERE i.id = p.invoice_id`;

/** Charges this many invoices that are due, by the given call; connects before and closes after. */
export async function bareCharges(url, { now, inFlight, charges, call }) {
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  try {
    await Promise.all(Array.from({ length: 4 }, () => pool.query('SELECT pg_sleep(0.01)')));
    return await new BareWorker(pool, { now, inFlight, call }).collect(charges);
  } finally {
    await pool.end();
  }
}

class BareWorker {
  #line = [];
  #arrived = [];
  #settled = 0;
  #isClaiming = false;
  #isOver = false;

  constructor(pool, { now, inFlight, call }) {
    Object.assign(this, { pool, now, inFlight, call });
  }

  async collect(charges) {
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const outcomes = this.#settle(charges);
    await Promise.all(Array.from({ length: this.inFlight }, () => this.#carry()));
    await outcomes;
    const { user, system } = process.cpuUsage(cpu);
    return {
      speed: (charges * 1_000) / (performance.now() - startedAt),
      processor: (user + system) / charges,
    };
  }

  async #carry() {
    for (;;) {
      if (this.#line.length < CLAIM_BELOW && !this.#isClaiming && !this.#isOver) void this.#claim();
      const charge = this.#line.shift();
      if (charge) this.#arrived.push({ id: charge.id, ...(await this.call(charge)) });
      else if (this.#isOver) return;
      else await sleep(1);
    }
  }

  async #claim() {
    this.#isClaiming = true;
    const { rows } = await this.pool.query({
      name: 'claim',
      text: CLAIM,
      values: [this.now, CLAIM_AT_ONCE],
    });
    this.#line.push(...rows);
    this.#isOver = rows.length === 0;
    this.#isClaiming = false;
  }

  async #settle(charges) {
    while (this.#settled < charges) {
      if (this.#arrived.length < OUTCOMES_AT_ONCE) await sleep(GATHER_MS);
      const batch = this.#arrived.splice(0, OUTCOMES_AT_ONCE);
      if (batch.length === 0) continue;
      await this.pool.query({
        name: 'settle',
        text: SETTLE,
        values: [
          this.now,
          batch.map(({ id }) => id),
          batch.map(({ charge }) => charge),
          batch.map(({ amount }) => amount),
        ],
      });
      this.#settled += batch.length;
    }
  }
}
