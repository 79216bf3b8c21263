import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';
import { withStandIns } from './with-stand-ins.js';

const at = {
  stripe: { apiBase: 'http://127.0.0.1:1', jsUrl: 'http://127.0.0.1:1/js' },
  mailjet: { apiBase: 'http://127.0.0.1:2' },
};
const load = (env: Record<string, string>) => loadConfig({ env, cwd: '/app', readFile: () => null });

describe('withStandIns', () => {
  it('fills in what was not set by hand and changes nothing else', () => {
    const config = load({ VENDORS__STRIPE__API_BASE: 'http://localhost:9' });
    const pointed = withStandIns(config, at);
    expect(pointed.vendors.stripe).toEqual({ ...config.vendors.stripe, jsUrl: 'http://127.0.0.1:1/js' });
    expect(pointed.mailjet).toEqual({ ...config.mailjet, apiBase: 'http://127.0.0.1:2' });
    expect(pointed.vendors.paypal).toEqual(config.vendors.paypal);
    expect(Object.isFrozen(pointed.vendors.stripe)).toBe(true);
  });

  it('is refused outside sandbox mode', () => {
    expect(() => withStandIns(load({ MODE: 'test' }), at)).toThrow('sandbox mode only');
  });
});
