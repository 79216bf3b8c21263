/**
 * The limit that the list of methods is held against: the same query and the same JSON by node:http and the pg pool alone, without key,
 * router, checks, headers or log. Environment: DATABASE_URL, PORT, QUERY (a JSON object of name and text).
 */
import { createServer } from 'node:http';
import pg from 'pg';

const { DATABASE_URL: connectionString, PORT: port, QUERY: query } = process.env;
const statement = JSON.parse(query);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
const pool = new pg.Pool({ connectionString, max: 10 });

function view(row) {
  return {
    id: row.id,
    customer_id: row.customerId,
    vendor: row.vendor,
    vendor_payment_method_id: row.vendorPaymentMethodId,
    payment_type: row.paymentType,
    brand: row.brand,
    last4: row.last4,
    exp_month: row.expMonth,
    exp_year: row.expYear,
    name: row.name,
    nickname: row.nickname,
    is_default: row.isDefault,
    funding: row.funding,
    status: row.status,
    expired: row.expired,
    backup_position: row.backupPosition,
    created_at: row.createdAt.toISOString(),
  };
}

createServer(async (request, response) => {
  const id = request.url.split('/')[3];
  if (!id) {
    response.writeHead(404).end();
    return;
  }
  const { rows } = await pool.query({ ...statement, values: [id, new Date()] });
  const body = JSON.stringify({ data: rows.map(view) });
  response
    .writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}).listen(Number(port), '127.0.0.1');
