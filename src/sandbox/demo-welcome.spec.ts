import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../common/config/load-config.js';
import { demoWelcome } from './demo-welcome.js';

const config = loadConfig({
  cwd: '/nonexistent',
  readFile: () => null,
  env: {
    MODE: 'sandbox',
    VENDORS__STRIPE__JS_URL: 'http://127.0.0.1:4001/v3/stripe.js',
    VENDORS__PAYPAL__JS_URL: 'http://127.0.0.1:4002/sdk/js',
    VENDORS__PAYTABS__API_BASE: 'http://127.0.0.1:4003',
  },
});
const access = { email: 'a@example.com', password: 'pass', apiKey: 'key' };

describe('what the demo prints', () => {
  it('has a line that begins with Ready, for scripts that wait for it', () => {
    expect(demoWelcome(config, access, null)).toMatch(/^Ready/m);
  });

  it('names the origins that a page of one’s own lets in, as docs/embed.md wants them', () => {
    expect(demoWelcome(config, access, null)).toContain(
      'Stripe http://127.0.0.1:4001, PayPal http://127.0.0.1:4002, PayTabs http://127.0.0.1:4003\n',
    );
  });
});
