import { describe, expect, it } from '@jest/globals';
import { isApi, loggedPath, routeOf } from './route-of.js';

const asked = (url: string, route?: string): Parameters<typeof routeOf>[0] =>
  ({ url, routeOptions: { url: route } }) as Parameters<typeof routeOf>[0];

describe('the route of a request', () => {
  it('is the same however its address is spelt', () => {
    expect(isApi(routeOf(asked('/%761/customers', '/v1/customers')))).toBe(true);
    expect(isApi(routeOf(asked('/care/%61pi/setups', '/care/api/setups')))).toBe(true);
    expect(isApi(routeOf(asked('/care/payment-methods', '/care/payment-methods')))).toBe(false);
  });

  it('is the address where nothing answers', () => {
    expect(routeOf(asked('/nowhere'))).toBe('/nowhere');
  });

  it('stands in the log in place of a link that opens something, and without what was asked for', () => {
    for (const [url, route] of [
      ['/care/l/secret', '/care/l/:token'],
      ['/care/%6c/secret', '/care/l/:token'],
      ['/confirm/secret', '/confirm/:token'],
      ['/care/unsubscribe/secret?x=1', '/care/unsubscribe/:token'],
    ] as const)
      expect(loggedPath(asked(url, route))).toBe(route);
    expect(loggedPath(asked('/v1/customers?q=ada', '/v1/customers'))).toBe('/v1/customers');
  });

  it('hides a link’s token also in an address that leads nowhere', () => {
    const token = 'a'.repeat(60);
    for (const [url, route, logged] of [
      [`/care/l/${token}/`, '/care/*', '/care/l/:token/'],
      [`/care/%6c/${token}/x?y=1`, '/care/*', '/care/%6c/:token/x'],
      [`/confirm/${token}.`, undefined, '/confirm/:token'],
      [`/confirm/${token}/x`, undefined, '/confirm/:token/x'],
      ['/care/nosuch', '/care/*', '/care/nosuch'],
    ] as const)
      expect(loggedPath(asked(url, route))).toBe(logged);
  });
});
