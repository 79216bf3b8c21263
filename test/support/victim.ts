import { startTestApp, type TestApp } from './app.js';
import type { Plug } from './plug.js';

/** A second instance beside an app, whose every line to the database and the vendors goes through the plug. */
export async function startVictim(
  app: TestApp,
  plug: Plug,
  env: Readonly<Record<string, string>> = {},
): Promise<TestApp> {
  return startTestApp({
    beside: app,
    env: {
      DATABASE_URL: await plug.lineTo(app.config.database.url ?? ''),
      DATABASE__POOL: '2',
      VENDORS__STRIPE__API_BASE: await plug.lineTo(app.stripe.url),
      VENDORS__PAYPAL__API_BASE: await plug.lineTo(app.paypal.url),
      VENDORS__PAYTABS__API_BASE: await plug.lineTo(app.paytabs.url),
      ...env,
    },
  });
}
