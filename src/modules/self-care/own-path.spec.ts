import { describe, expect, it } from '@jest/globals';
import { ownPath } from './own-path.js';

describe('where a sign-in leads', () => {
  it.each([
    '/care',
    '/care/payment-methods/new',
    '/care/invoices?receipts',
    '/care/invoices/01a20340-cdd3-77f6-9b47-e072cb554ba9',
    '/care/invoices/01a20340-cdd3-77f6-9b47-e072cb554ba9/document',
  ])('%s is a page of ours', (path) => {
    expect(ownPath(path)).toBe(path);
  });

  it.each([
    '//evil.example',
    '//evil.example/care',
    '/\\evil.example',
    '\\\\evil.example',
    '/care\\..\\evil',
    '/care//evil.example',
    '/care/../admin',
    '/care/./invoices',
    '/care/%2e%2e/admin',
    '/care/%2Fevil.example',
    '/%2F%2Fevil.example',
    '/care/invoices#x',
    '/care?next=//evil.example',
    '/care/\u0009/evil.example',
    '/care\n//evil.example',
    '/care/invoices\n',
    ' /care',
    'https://evil.example/care',
    'javascript:alert(1)',
    'care/invoices',
    '/careless',
    '/admin',
    '/',
    '',
    '/care/',
    '/care/api/overview',
    '/care/api',
    '/care/l/token',
    '/care/s/token',
    '/care/h/token',
    '/care/sign-in',
    '/care/sign-in?x',
    '/care/unsubscribe/x',
    '/care/a/b/c/d/e',
    `/care/${'a'.repeat(200)}`,
  ])('%j is none', (path) => {
    expect(ownPath(path)).toBeNull();
  });

  it('leads nowhere when nothing was asked for', () => {
    expect(ownPath(undefined)).toBeNull();
  });
});
