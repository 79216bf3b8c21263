import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser } from 'playwright-core';

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
