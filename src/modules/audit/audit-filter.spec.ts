import { describe, expect, it } from '@jest/globals';
import { entityFilter } from './audit-filter.js';

describe('entityFilter', () => {
  it.each([
    ['customer', { type: 'customer', id: null }],
    ['payment_method', { type: 'payment_method', id: null }],
    ['customer:0190', { type: 'customer', id: '0190' }],
    ['customer:', { type: 'customer', id: '' }],
    ['suppression:a:b@example.com', { type: 'suppression', id: 'a:b@example.com' }],
    ['01903c2e-0000-7000-8000-000000000000', { type: null, id: '01903c2e-0000-7000-8000-000000000000' }],
    ['Not A Type:1', { type: null, id: 'Not A Type:1' }],
  ])('reads %p as %p', (text, filter) => {
    expect(entityFilter(text)).toEqual(filter);
  });
});
