/**
 * How long a customer waits for the self-care pages in Chromium with nothing in its cache: until something is painted, and until the page
 * answers to a press. The server is the built product in a process of its own; each figure is the median of the rounds.
 */
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { API_KEY, cardStatements, customerId } from './lib/cards.mjs';
import { dataset, withServer } from './lib/database.mjs';
import { Limits, median, say, table } from './lib/figures.mjs';
import { freePort, startApp } from './lib/processes.mjs';
import { benchEnvironment } from './lib/product.mjs';

const CARDS = 4_000;
const ROUNDS = 5;
const LONGEST_MS = 1_000;
const WIDTHS = { wide: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };

/** What is opened, what is to be pressed there, and what then shows that the press was heard. */
const PAGES = [
  { name: 'link of a mail', path: '/care/l/', button: '.panel .button', heard: 'omnicrm-payment-form' },
  {
    name: 'overview',
    path: '/care',
    button: '.overview a',
    heard: '.methods, omnicrm-payment-form, .narrow',
  },
  { name: 'methods', path: '/care/payment-methods', button: '.cell-actions button', heard: '[role=menu]' },
  { name: 'sign-in', path: '/care/sign-in', button: 'main [type=submit]', heard: '.error' },
];

export async function run({ quick }) {
  const found = await withServer(async (server) => {
    const databaseUrl = await dataset(server, { name: `cards_${CARDS}`, statements: cardStatements(CARDS) });
    return overHttp(databaseUrl, quick ? 2 : ROUNDS);
  });
  say();
  table(
    ['page', 'first paint ms', 'answers to a press ms', 'slowest ms'],
    found.map(({ name, rounds }) => [
      name,
      median(rounds.map(({ painted }) => painted)),
      median(rounds.map(({ answers }) => answers)),
      Math.max(...rounds.map(({ answers }) => answers)),
    ]),
  );
  const limits = new Limits();
  const middles = found.map(({ rounds }) => median(rounds.map(({ answers }) => answers)));
  limits.atMost(
    'slowest page until it answers to a press, to a second',
    Math.max(...middles) / LONGEST_MS,
    1,
  );
  return limits.verdict();
}

async function overHttp(databaseUrl, rounds) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = benchEnvironment(databaseUrl, { HTTP__PORT: String(port), HTTP__PUBLIC_URL: url });
  const app = await startApp(env, url);
  try {
    const found = [];
    for (const page of PAGES)
      for (const [size, viewport] of Object.entries(WIDTHS))
        found.push({ ...page, name: `${page.name}, ${size}`, viewport, rounds: [] });
    for (let round = 0; round < rounds; round += 1)
      for (const page of found) page.rounds.push(await look(url, page));
    return found;
  } finally {
    await app.stop();
  }
}

/** One page in a browser that has just been started, as nothing that an earlier one has loaded or compiled may help. */
async function look(url, { path, button, heard, viewport }) {
  const token = await linkOf(url);
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const context = await browser.newContext({ viewport, locale: 'en' });
    await context.addCookies([{ ...(await cookieOf(url, token)), domain: '127.0.0.1', path: '/care' }]);
    const page = await context.newPage();
    const seen = new Promise((resolve) => void page.exposeFunction('tellSeen', resolve));
    await page.addInitScript(watch(button));
    await page.goto(`${url}${path}${path.endsWith('/l/') ? token : ''}`);
    const times = await seen;
    await page.locator(button).first().click();
    await page.locator(heard).first().waitFor({ state: 'attached' });
    return times;
  } finally {
    await browser.close();
  }
}

/** Runs in the page: React hears presses from the moment that it shows the button; whatever it does at once after counts as well. */
const watch = (button) => `{
  const look = () => {
    const found = document.querySelector(${JSON.stringify(button)});
    if (!found || found.disabled) requestAnimationFrame(look);
    else requestAnimationFrame(() => setTimeout(tell));
  };
  const tell = () => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    if (paint) tellSeen({ painted: paint.startTime, answers: performance.now() });
    else setTimeout(tell);
  };
  requestAnimationFrame(look);
}`;

/** For a customer of its own each time, one who reads English: only so many links of one open in an hour. */
async function linkOf(url) {
  const customer = customerId(2 + 2 * Math.floor(Math.random() * (CARDS / 4 - 1)));
  const answer = await fetch(`${url}/v1/customers/${customer}/secure-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ purpose: 'add_payment_method', send: false }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`No link: ${JSON.stringify(body)}`);
  return body.url.split('/care/l/')[1];
}

async function cookieOf(url, token) {
  const answer = await fetch(`${url}/care/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const [name, value] = (answer.headers.get('set-cookie') ?? '').split(';')[0].split('=');
  return { name, value };
}
