import { expect, it } from '@jest/globals';
import { brandLabel } from './brand-label.js';

it.each([
  ['visa', 'Visa'],
  ['mastercard', 'Mastercard'],
  ['amex', 'American Express'],
  ['mada', 'mada'],
  ['some_new', 'Some New'],
])('writes %s as %s', (brand, label) => {
  expect(brandLabel(brand)).toBe(label);
});
