import { describe, expect, it } from '@jest/globals';
import { cameFromElsewhere, cameFromOurPages } from './origin.js';

const host = 'pay.example.com';

describe('who sent a panel request', () => {
  it('takes a POST that the browser marks as same-origin', () => {
    expect(cameFromOurPages({ host, 'sec-fetch-site': 'same-origin' })).toBe(true);
  });

  it.each(['cross-site', 'same-site', 'none'])('refuses a POST marked %s', (site) => {
    expect(cameFromOurPages({ host, origin: `https://${host}`, 'sec-fetch-site': site })).toBe(false);
  });

  it('falls back to the origin where the browser does not mark requests', () => {
    expect(cameFromOurPages({ host, origin: `http://${host}` })).toBe(true);
    expect(cameFromOurPages({ host, origin: 'http://evil.example' })).toBe(false);
    expect(cameFromOurPages({ host, origin: 'null' })).toBe(false);
  });

  it('refuses a POST that says nothing of its origin', () => {
    expect(cameFromOurPages({ host })).toBe(false);
  });

  it('lets a typed address and a program read, and keeps other sites out', () => {
    expect(cameFromElsewhere({ host })).toBe(false);
    expect(cameFromElsewhere({ host, 'sec-fetch-site': 'none' })).toBe(false);
    expect(cameFromElsewhere({ host, 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(cameFromElsewhere({ host, 'sec-fetch-site': 'same-site' })).toBe(true);
  });
});
