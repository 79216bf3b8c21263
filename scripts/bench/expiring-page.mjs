/**
 * The list of expiring cards: each filter and combination, first and deep pages, from 10 thousand cards to a million (5 million with
 * --huge). Time inside the database, planning included, and over HTTP; a fifth of the cards that are due have been reminded.
 */
import { API_KEY, cardStatements, methodId, NOW, REMINDED } from './lib/cards.mjs';
import { dataset, onDatabase, withServer } from './lib/database.mjs';
import { Limits, median, percentile, say, table } from './lib/figures.mjs';
import { timed } from './lib/plans.mjs';
import { freePort, startApp } from './lib/processes.mjs';
import { benchEnvironment, product } from './lib/product.mjs';

const PAGE = 50;
const COUNT_LIMIT = 1_001;
const LONGEST_PAGE_MS = 5;
// Smaller tables are rightly read whole.
const LARGE = 100_000;
const LAST_DAYS = {
  30: '2026-11-30',
  60: '2026-12-31',
  90: '2027-01-31',
  expired: '2026-10-31',
  all: '2030-08-31',
};

export async function run({ quick, huge }) {
  const sizes = quick ? [10_000, 20_000] : [10_000, LARGE, 1_000_000, ...(huge ? [5_000_000] : [])];
  const repeats = quick ? 2 : 9;
  const figures = [];
  for (const size of sizes) figures.push(await withServer((server) => measure(server, size, repeats)));
  return verdict(figures, figures[quick ? 0 : 1], figures.at(-1));
}

function filters() {
  const choices = {
    range: Object.keys(LAST_DAYS),
    customer_type: [undefined, 'business'],
    service_type: [undefined, 'internet', 'alarm', 'unheard-of'],
    vendor: [undefined, 'paypal'],
    default_only: [undefined, true],
    not_acted_since_days: [undefined, 7],
  };
  return Object.entries(choices).reduce(
    (found, [key, values]) =>
      found.flatMap((filter) =>
        values.map((value) => (value === undefined ? filter : { ...filter, [key]: value })),
      ),
    [{}],
  );
}

async function measure(server, cards, repeats) {
  const databaseUrl = await dataset(server, { name: `cards_${cards}`, statements: cardStatements(cards) });
  await onDatabase(databaseUrl, async (client) => {
    for (const statement of REMINDED) await client.query(statement);
  });
  const pages = await onDatabase(databaseUrl, (client) => pagesInside(client, cards, repeats));
  const others = await onDatabase(databaseUrl, (client) => othersInside(client, repeats));
  const http = await overHttp(databaseUrl, cards, repeats);
  say(`${cards.toLocaleString('en')} cards measured`);
  return { cards, pages, others, http };
}

async function pagesInside(client, cards, repeats) {
  const { expiringPageQuery } = await product('src/modules/reminders/expiring-query');
  const pages = [];
  for (const filter of filters()) {
    for (const after of [null, deep(filter, cards)]) {
      const query = expiringPageQuery({ filter, now: new Date(NOW), after, limit: PAGE + 1 });
      const result = await timed(client, query, repeats);
      pages.push({
        what: wordsOf(filter),
        depth: after ? 'deep' : 'first',
        ...summary(result, query, cards),
      });
    }
  }
  return pages;
}

async function othersInside(client, repeats) {
  const { expiringCountQuery, pinnedQuery } = await product('src/modules/reminders/expiring-query');
  const now = new Date(NOW);
  const queries = [
    ...filters().map((filter) => ({
      what: `count ${wordsOf(filter)}`,
      query: expiringCountQuery({ filter, now, after: null, limit: COUNT_LIMIT }),
    })),
    { what: 'pinned', query: pinnedQuery(now, PAGE) },
  ];
  const found = [];
  for (const { what, query } of queries)
    found.push({ what, ...summary(await timed(client, query, repeats), query, 0) });
  return found;
}

function summary({ milliseconds, rows, readWhole }, { text }, cards) {
  if (/\boffset\b/i.test(text)) throw new Error(`A query skips rows: ${text}`);
  if (cards >= LARGE && readWhole.length > 0)
    throw new Error(`A page reads ${readWhole.join(', ')} whole: ${text}`);
  return { ms: median(milliseconds), isFull: rows.length > PAGE };
}

function deep({ range }, cards) {
  return { expiresOn: LAST_DAYS[range], id: methodId(Math.floor(cards * 0.9)) };
}

function wordsOf(filter) {
  return Object.entries(filter)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

async function overHttp(databaseUrl, cards, repeats) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = benchEnvironment(databaseUrl, { HTTP__PORT: String(port) });
  const app = await startApp(env, url);
  try {
    await followCursors(url);
    const { encodeCursor } = await product('src/common/http/cursor');
    const milliseconds = [];
    for (const filter of filters()) {
      const { expiresOn, id } = deep(filter, cards);
      for (const cursor of [{}, { cursor: encodeCursor([expiresOn, id]) }]) {
        for (let repeat = 0; repeat < repeats; repeat += 1) {
          const startedAt = performance.now();
          await page(url, { ...filter, ...cursor });
          if (repeat > 0) milliseconds.push(performance.now() - startedAt);
        }
      }
    }
    return { p50: median(milliseconds), p99: percentile(milliseconds, 0.99) };
  } finally {
    await app.stop();
  }
}

async function page(url, query) {
  const response = await fetch(`${url}/v1/expiring-cards?${new URLSearchParams(query)}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  if (!response.ok) throw new Error(`The list answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Twenty pages by their own cursors: in order, and no card twice. */
async function followCursors(url) {
  const seen = [];
  let cursor = {};
  for (let pages = 0; pages < 20 && cursor; pages += 1) {
    const { data, next_cursor: next } = await page(url, { range: 'all', ...cursor });
    seen.push(...data.map((row) => `${row.expires_on} ${row.payment_method.id}`));
    cursor = next && { cursor: next };
  }
  if (new Set(seen).size !== seen.length || [...seen].sort().some((key, index) => key !== seen[index]))
    throw new Error('The pages that follow each other are not in order.');
}

function verdict(figures, base, largest) {
  say();
  table(
    ['cards', 'page p50 ms', 'p99', 'slowest', 'deep p50', 'count slowest', 'pinned', 'HTTP p50', 'HTTP p99'],
    figures.map(({ cards, pages, others, http }) => {
      const all = pages.map(({ ms }) => ms);
      const deepOnes = pages.filter(({ depth }) => depth === 'deep').map(({ ms }) => ms);
      const counts = others.filter(({ what }) => what !== 'pinned').map(({ ms }) => ms);
      const pinned = others.find(({ what }) => what === 'pinned').ms;
      const slowest = [median(deepOnes), Math.max(...counts), pinned];
      return [cards, median(all), percentile(all, 0.99), Math.max(...all), ...slowest, http.p50, http.p99];
    }),
  );
  const growths = pairs(base.pages, largest.pages, sameFilter);
  const depths = pairs(
    largest.pages.filter(({ depth }) => depth === 'first'),
    largest.pages.filter(({ depth }) => depth === 'deep'),
    (first, second) => first.what === second.what,
  );
  worst('slowest pages at the largest size', largest.pages, ({ ms }) => `${ms.toFixed(2)} ms`);
  worst('slowest counts', largest.others, ({ ms }) => `${ms.toFixed(2)} ms`);
  worst('most grown', growths, ({ ratio }) => `x ${ratio.toFixed(2)}`, 'ratio');
  worst('most slowed by depth', depths, ({ ratio }) => `x ${ratio.toFixed(2)}`, 'ratio');
  const limits = new Limits();
  const growth = median(growths.map(({ ratio }) => ratio));
  limits.atMost(`p50 of a page, ${largest.cards} to ${base.cards} cards, median of all filters`, growth, 1.5);
  limits.atMost(
    'deep page to first page, median of all filters',
    median(depths.map(({ ratio }) => ratio)),
    2,
  );
  limits.atMost(
    'slowest page of any filter, ms',
    Math.max(...largest.pages.map(({ ms }) => ms)),
    LONGEST_PAGE_MS,
  );
  limits.atMost(
    'slowest count or pinned list, ms',
    Math.max(...largest.others.map(({ ms }) => ms)),
    LONGEST_PAGE_MS,
  );
  return limits.verdict();
}

/** Full pages alone: one that holds more rows at the larger size has more to do. */
function pairs(bases, others, match) {
  return bases.flatMap((base) => {
    const other = others.find((each) => match(base, each));
    return other?.isFull && base.isFull
      ? [{ what: `${other.what} ${other.depth}`, ratio: other.ms / base.ms }]
      : [];
  });
}

function sameFilter(one, other) {
  return one.what === other.what && one.depth === other.depth;
}

function worst(title, found, words, by = 'ms') {
  say(`\n${title}:`);
  for (const each of [...found].sort((a, b) => b[by] - a[by]).slice(0, 4))
    say(`  ${words(each)}  ${each.what}${each.depth ? `, ${each.depth} page` : ''}`);
}
