import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../config/load-config.js';
import { vendorSources } from './vendor-sources.js';

function sourcesWith(env: Readonly<Record<string, string>>): ReturnType<typeof vendorSources> {
  const settings = { MODE: 'sandbox', HTTP__PUBLIC_URL: 'http://127.0.0.1:3000', ...env };
  return vendorSources(loadConfig({ cwd: '/nonexistent', readFile: () => null, env: settings }));
}

const NO_STRIPE = { VENDORS__STRIPE__PUBLISHABLE_KEY: '', VENDORS__STRIPE__SECRET_KEY: '' };
const NO_PAYPAL = { VENDORS__PAYPAL__CLIENT_ID: '', VENDORS__PAYPAL__CLIENT_SECRET: '' };
const NO_PAYTABS = { VENDORS__PAYTABS__PROFILE_ID: '', VENDORS__PAYTABS__SERVER_KEY: '' };

describe('vendorSources', () => {
  it('names nobody when no vendor is configured', () => {
    expect(sourcesWith({ ...NO_STRIPE, ...NO_PAYPAL, ...NO_PAYTABS })).toEqual({
      script: [],
      frame: [],
      connect: [],
      image: [],
      popups: false,
    });
  });

  it('names the hosts that PayPal documents, and lets its window answer, only where PayPal is configured', () => {
    const js = { VENDORS__PAYPAL__JS_URL: 'https://www.paypal.com/sdk/js' };
    const hosts = ['https://*.paypal.com', 'https://*.paypalobjects.com'];
    expect(sourcesWith({ ...NO_STRIPE, ...NO_PAYTABS, ...js })).toEqual({
      script: hosts,
      frame: hosts,
      connect: hosts,
      image: hosts,
      popups: true,
    });
    expect(sourcesWith({ ...NO_PAYPAL, ...js }).popups).toBe(false);
  });

  it('frames the page of the region and the return page that follows it', () => {
    const base = { VENDORS__PAYTABS__API_BASE: 'https://secure-egypt.paytabs.com' };
    expect(sourcesWith({ ...NO_STRIPE, ...NO_PAYPAL, ...base })).toMatchObject({
      script: [],
      frame: ['https://secure-egypt.paytabs.com', 'http://127.0.0.1:3000'],
      connect: [],
      popups: false,
    });
  });

  it('puts a stand-in in the place of its vendor alone', () => {
    const env = {
      VENDORS__STRIPE__JS_URL: 'https://js.stripe.com/endive/stripe.js',
      VENDORS__PAYPAL__JS_URL: 'http://127.0.0.1:8422/sdk/js',
    };
    const { script, frame } = sourcesWith({ ...NO_PAYTABS, ...env });
    expect(script).toEqual(['https://js.stripe.com', 'https://*.js.stripe.com', 'http://127.0.0.1:8422']);
    expect(frame).toContain('http://127.0.0.1:8422');
    expect(frame.join(' ')).not.toContain('paypal.com');
  });
});
