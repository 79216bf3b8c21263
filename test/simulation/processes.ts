import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestApp } from '../support/app.js';

const main = resolve(import.meta.dirname, '../../dist/src/main.js');
const READY_WITHIN_MS = 60_000;

/** The built product as a process of its own, beside a test's app on the same database and stand-ins. */
export class ProductProcess {
  private child: ChildProcess | null = null;

  constructor(
    private readonly app: TestApp,
    private readonly port: number,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Answers once it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [main], {
      // Away from any configuration file of whoever runs this.
      cwd: tmpdir(),
      env: this.settings(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await this.isReady())) {
      if (child.exitCode !== null) throw new Error(`The product ended: ${words}`);
      if (Date.now() > deadline) throw new Error('The product is not ready after a minute.');
      await sleep(50);
    }
  }

  /** As an out-of-memory killer does it. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  private async isReady(): Promise<boolean> {
    const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
    await answer?.arrayBuffer();
    return answer?.status === 200;
  }

  private settings(): NodeJS.ProcessEnv {
    const { database, vendors, mailjet, http } = this.app.config;
    const { stripe, paypal, paytabs } = vendors;
    return {
      PATH: process.env['PATH'],
      MODE: 'sandbox',
      DATABASE_URL: database.url ?? '',
      HTTP__PORT: String(this.port),
      HTTP__PUBLIC_URL: http.publicUrl,
      SECURITY__KEYS: JSON.stringify(this.app.config.security.keys),
      VENDORS__STRIPE__SECRET_KEY: stripe.secretKey ?? '',
      VENDORS__STRIPE__PUBLISHABLE_KEY: stripe.publishableKey ?? '',
      VENDORS__STRIPE__WEBHOOK_SECRETS: JSON.stringify(stripe.webhookSecrets),
      VENDORS__STRIPE__API_BASE: this.app.stripe.url,
      VENDORS__STRIPE__JS_URL: `${this.app.stripe.url}/v3/stripe.js`,
      VENDORS__PAYPAL__CLIENT_ID: paypal.clientId ?? '',
      VENDORS__PAYPAL__CLIENT_SECRET: paypal.clientSecret ?? '',
      VENDORS__PAYPAL__WEBHOOK_ID: paypal.webhookId ?? '',
      VENDORS__PAYPAL__API_BASE: this.app.paypal.url,
      VENDORS__PAYPAL__JS_URL: `${this.app.paypal.url}/sdk/js`,
      VENDORS__PAYTABS__PROFILE_ID: paytabs.profileId ?? '',
      VENDORS__PAYTABS__SERVER_KEY: paytabs.serverKey ?? '',
      VENDORS__PAYTABS__API_BASE: this.app.paytabs.url,
      MAILJET__API_KEY: mailjet.apiKey ?? '',
      MAILJET__API_SECRET: mailjet.apiSecret ?? '',
      MAILJET__API_BASE: this.app.mailjet.url,
      LOG__LEVEL: 'fatal',
    };
  }
}
