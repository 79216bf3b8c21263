// PostgreSQL tries a named statement's general plan against five made for their values.
const TRIES_UNTIL_SETTLED = 6;

/**
 * Times a named statement inside the database, planning included, with the plan that the server settles on: the milliseconds of each
 * repeat, the rows, and the tables that the plan reads whole.
 */
export async function timed(client, { name, text, values }, repeats) {
  const own = [...values];
  let rows = [];
  for (let tries = 0; tries < TRIES_UNTIL_SETTLED; tries += 1)
    ({ rows } = await client.query({ name, text, values: own }));
  const literals = own.map((value) => literal(client, value)).join(', ');
  const milliseconds = [];
  let plan = null;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const explained = await client.query(
      `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE ${client.escapeIdentifier(name)} (${literals})`,
    );
    const [found] = explained.rows[0]['QUERY PLAN'];
    milliseconds.push(found['Planning Time'] + found['Execution Time']);
    plan = found.Plan;
  }
  return { milliseconds, rows, readWhole: [...wholeReads(plan)] };
}

function literal(client, value) {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return client.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));
}

function* wholeReads(node) {
  if (node['Node Type'] === 'Seq Scan') yield node['Relation Name'];
  for (const inner of node.Plans ?? []) yield* wholeReads(inner);
}
