import chromium from '@sparticuz/chromium';
import {
  chromium as playwright,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from 'playwright-core';

// As root Chromium has no sandbox of its own; the rest keeps it from talking to anybody but the page's own hosts.
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A real, headless Chromium: the one that npm brought, or the one at `executablePath`. */
export async function launchBrowser(options: { executablePath?: string } = {}): Promise<Browser> {
  return playwright.launch({
    executablePath: options.executablePath ?? (await chromium.executablePath()),
    headless: true,
    args: ARGS,
  });
}

interface Warm {
  readonly context: BrowserContext;
  readonly locale: string;
  readonly origins: Set<string>;
  isFree: boolean;
}

const KEPT_BY_PAGES = 'local_storage,indexeddb,service_workers,cache_storage';

const contextsOf = new WeakMap<Browser, Warm[]>();

/**
 * A page in a context that knows nothing of earlier tests but the scripts it has loaded and compiled, which is most of what a page
 * costs. Give the context back with `leaveContext`.
 */
export async function enterContext(
  browser: Browser,
  { locale, width, height }: { readonly locale: string; readonly width: number; readonly height: number },
): Promise<Page> {
  const warm = await freeContext(browser, locale);
  const { context, origins } = warm;
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  const devtools = await context.newCDPSession(page);
  for (const origin of origins)
    await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: KEPT_BY_PAGES });
  await devtools.detach();
  context.on('request', (request) => origins.add(new URL(request.url()).origin));
  return page;
}

async function freeContext(browser: Browser, locale: string): Promise<Warm> {
  const all = contextsOf.get(browser) ?? [];
  contextsOf.set(browser, all);
  let warm = all.find((one) => one.isFree && one.locale === locale);
  if (!warm) {
    warm = {
      context: await browser.newContext({ locale, reducedMotion: 'reduce' }),
      locale,
      origins: new Set(),
      isFree: true,
    };
    all.push(warm);
  }
  warm.isFree = false;
  return warm;
}

/** Closes its pages and forgets what they kept; nothing when it was left before. */
export async function leaveContext(context: BrowserContext): Promise<void> {
  const browser = context.browser();
  const warm = browser && contextsOf.get(browser)?.find((one) => one.context === context);
  if (!warm || warm.isFree) return;
  await Promise.all(context.pages().map((page) => page.close()));
  await Promise.all([context.clearCookies(), context.clearPermissions(), context.unrouteAll()]);
  context.removeAllListeners();
  warm.isFree = true;
}

/** Clicks once the page has come to rest: at once after a scroll Chromium takes a click to where a vendor's frame stood before. */
export async function clickBesideFrames(locator: Locator): Promise<void> {
  await locator.scrollIntoViewIfNeeded();
  await locator.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await locator.click();
}
